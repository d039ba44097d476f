using System.Buffers.Binary;
using System.Text;

namespace LiteVae.Fuzz.Engine;

/// <summary>The single changes that the engine makes to an input.</summary>
internal static class Mutations
{
    private static readonly ulong[] Integers =
    [
        0, 1, 2, 7, 8, 16, 64, 127, 128, 255, 256, 1023, 1 << 15, ushort.MaxValue, 1 << 16, 1 << 24, int.MaxValue - 1, int.MaxValue, 1u << 31, uint.MaxValue - 1,
        uint.MaxValue, 1ul << 32, 1ul << 40, long.MaxValue / 16, long.MaxValue / 8, long.MaxValue / 2, long.MaxValue - 1, long.MaxValue, 1ul << 63, ulong.MaxValue - 7, ulong.MaxValue,
    ];

    private static readonly byte[][] Numbers =
    [
        .. new[]
        {
            "0", "-1", "1", "00", "-0", "1e3", "1e308", "1e999", "-1e999", "1e-999", "1E+400", "0.1", "NaN", "nan", "Infinity", "-Infinity", ".inf", "4294967296",
            "2147483647", "2147483648", "-2147483648", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "18446744073709551616", "922337203685",
            "1000000000", "99999999999999999999999999999999999999", "0x7fffffff", "1_000", "null", "true", "\"1\"", "[]", "{}",
        }.Select(Encoding.ASCII.GetBytes),
    ];

    /// <summary>Changes an input in one place, or in one respect.</summary>
    /// <param name="input">The input; it is not changed.</param>
    /// <param name="other">Another input of the target, to take pieces from.</param>
    /// <param name="dictionary">Words of the format.</param>
    /// <param name="random">Decides what is changed, and how.</param>
    /// <param name="maxLength">The result may be longer; the caller cuts it.</param>
    public static byte[] Apply(byte[] input, byte[] other, IReadOnlyList<byte[]> dictionary, FuzzRandom random, int maxLength)
    {
        var place = random.Below(input.Length + 1);
        var length = input.Length == place ? 0 : random.Length(input.Length - place);
        switch (random.Below(16))
        {
            case 0 when length > 0: // one bit
                return Changed(input, place, b => b[0] ^= (byte)(1 << random.Below(8)));
            case 1 when length > 0: // one byte
                return Changed(input, place, b => b[0] = (byte)random.Next());
            case 2 when length > 0: // one byte, a little
                return Changed(input, place, b => b[0] += (byte)(random.Below(33) - 16));
            case 3 or 4: // a whole number of 1 to 8 bytes
                return WriteInteger(input, place, random);
            case 5: // removed
                return Replace(input, place, length, []);
            case 6: // cut short
                return input[..place];
            case 7: // repeated, a few times or many
                var piece = input.AsSpan(place, length);
                return Insert(input, place, Repeat(piece, random.OneIn(4) ? random.Length(Math.Max(1, maxLength / Math.Max(1, length))) : 1));
            case 8: // moved elsewhere
                return Insert(input, random.Below(input.Length + 1), input.AsSpan(place, length));
            case 9: // random bytes
                return Insert(input, place, Noise(random.Length(32), random));
            case 10: // the end of another input
                return [.. input.AsSpan(0, place), .. other.AsSpan(random.Below(other.Length + 1))];
            case 11: // a piece of another input
                var start = random.Below(other.Length + 1);
                return Replace(input, place, random.OneIn(2) ? length : 0, other.AsSpan(start, other.Length == start ? 0 : random.Length(other.Length - start)));
            case 12 or 13 when dictionary.Count > 0: // a word, or the same word very often, as for deep nesting
                var word = random.Pick(dictionary);
                var times = random.OneIn(8) ? random.Length(Math.Max(1, maxLength / Math.Max(1, word.Length))) : 1;
                return Replace(input, place, random.OneIn(2) ? Math.Min(length, word.Length) : 0, Repeat(word, times));
            default:
                return WriteNumber(input, place, random);
        }
    }

    private static byte[] Changed(byte[] input, int place, Action<Span<byte>> change)
    {
        var copy = input.ToArray();
        change(copy.AsSpan(place));
        return copy;
    }

    private static byte[] WriteInteger(byte[] input, int place, FuzzRandom random)
    {
        var size = 1 << random.Below(4);
        if (input.Length < size)
            return input;
        place = Math.Min(place, input.Length - size);
        var bytes = new byte[8];
        var little = random.OneIn(2);
        if (random.OneIn(2))
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, random.Pick(Integers));
        else
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, Present(input.AsSpan(place, size), little) + (ulong)(random.Below(65) - 32));
        return Changed(input, place, b =>
        {
            for (var i = 0; i < size; i++)
                b[i] = bytes[little ? i : size - 1 - i];
        });
    }

    private static ulong Present(ReadOnlySpan<byte> bytes, bool little)
    {
        var value = 0ul;
        for (var i = 0; i < bytes.Length; i++)
            value = (value << 8) | bytes[little ? bytes.Length - 1 - i : i];
        return value;
    }

    // Writes another number over one that stands in the input as text; where there is none, at the given place.
    private static byte[] WriteNumber(byte[] input, int place, FuzzRandom random)
    {
        var start = input.AsSpan(place).IndexOfAnyInRange((byte)'0', (byte)'9');
        start = start < 0 ? place : place + start;
        var end = start;
        while (end < input.Length && input[end] is >= (byte)'0' and <= (byte)'9' or (byte)'.' or (byte)'e')
            end++;
        var number = random.OneIn(3) ? Encoding.ASCII.GetBytes(random.Below(1 << random.Below(31)).ToString()) : random.Pick(Numbers);
        return Replace(input, start, end - start, number);
    }

    private static byte[] Insert(byte[] input, int place, ReadOnlySpan<byte> piece) => Replace(input, place, 0, piece);

    private static byte[] Replace(byte[] input, int place, int length, ReadOnlySpan<byte> piece) =>
        [.. input.AsSpan(0, place), .. piece, .. input.AsSpan(place + length)];

    private static byte[] Repeat(ReadOnlySpan<byte> piece, int times)
    {
        var result = new byte[piece.Length * times];
        for (var i = 0; i < times; i++)
            piece.CopyTo(result.AsSpan(i * piece.Length));
        return result;
    }

    private static byte[] Noise(int length, FuzzRandom random)
    {
        var noise = new byte[length];
        for (var i = 0; i < length; i++)
            noise[i] = (byte)random.Next();
        return noise;
    }
}
