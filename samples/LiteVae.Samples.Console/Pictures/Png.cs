namespace LiteVae.Samples.Pictures;

/// <summary>What the reader and the writer of PNG files share (https://www.w3.org/TR/png-3/).</summary>
internal static class Png
{
    private static readonly uint[] s_crcTable = MakeCrcTable();

    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The checksum of a chunk's type and data.</summary>
    public static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
            crc = s_crcTable[(crc ^ value) & 0xFF] ^ (crc >> 8);
        return ~crc;
    }

    /// <summary>The Paeth predictor: that of the left, upper and upper left neighbors which is nearest to left + up - upper left.</summary>
    public static byte Paeth(int left, int up, int upperLeft)
    {
        var (a, b, c) = (Math.Abs(up - upperLeft), Math.Abs(left - upperLeft), Math.Abs(left + up - 2 * upperLeft));
        return (byte)(a <= b && a <= c ? left : b <= c ? up : upperLeft);
    }

    private static uint[] MakeCrcTable()
    {
        var table = new uint[256];
        for (var i = 0u; i < 256; i++)
        {
            var crc = i;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
            table[i] = crc;
        }
        return table;
    }
}
