using System.Text;

namespace LiteVae.Fuzz.Structures;

/// <summary>Tars: blocks of 512 bytes. Put together, those that look like headers have a correct checksum.</summary>
internal sealed class TarStructure : IInputStructure
{
    private const int BlockSize = 512;

    public List<byte[]>? Split(byte[] input) => input.Length < BlockSize || input.Length % BlockSize != 0 ? null : [.. input.Chunk(BlockSize)];

    public byte[] Join(IReadOnlyList<byte[]> parts)
    {
        var joined = new MemoryStream();
        foreach (var part in parts)
        {
            var block = (byte[])part.Clone();
            if (block.Length == BlockSize && LooksLikeHeader(block))
                Sign(block);
            joined.Write(block);
        }
        return joined.ToArray();
    }

    // A checksum of octal digits that end as writers end them.
    private static bool LooksLikeHeader(byte[] block) => block[154] == 0 && block.AsSpan(148, 6).ContainsAnyExceptInRange((byte)'0', (byte)'7') == false;

    private static void Sign(byte[] block)
    {
        block.AsSpan(148, 8).Fill((byte)' ');
        var sum = 0;
        foreach (var value in block)
            sum += value;
        Encoding.ASCII.GetBytes($"{Convert.ToString(sum, 8).PadLeft(6, '0')}\0 ").CopyTo(block, 148);
    }
}
