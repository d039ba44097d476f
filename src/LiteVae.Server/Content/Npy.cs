using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace LiteVae.Server.Content;

/// <summary>NumPy's array files, as far as latents need them: float16, float32 and float64 in C order are read, float32 is written.</summary>
internal static partial class Npy
{
    private const int MaxHeader = 4096;

    private static readonly byte[] s_magic = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    public static bool Recognizes(ReadOnlySpan<byte> file) => file.StartsWith(s_magic);

    /// <summary>Reads an array.</summary>
    /// <exception cref="InvalidDataException">The file is malformed, or of a type that is not read.</exception>
    public static (int[] Shape, float[] Values) Read(ReadOnlySpan<byte> file)
    {
        if (!Recognizes(file) || file.Length < 12)
            throw new InvalidDataException("Expected a NumPy file (.npy).");
        var (start, length) = file[6] switch
        {
            1 => (10, BinaryPrimitives.ReadUInt16LittleEndian(file[8..])),
            2 or 3 => (12, BinaryPrimitives.ReadUInt32LittleEndian(file[8..])),
            var version => throw new InvalidDataException($"Expected a NumPy file of version 1 to 3; got {version}."),
        };
        if (length > MaxHeader || start + length > file.Length)
            throw new InvalidDataException($"The NumPy file's header has {length} bytes; at most {MaxHeader}, and no more than the file has, are read.");
        var header = Header().Match(Encoding.UTF8.GetString(file.Slice(start, (int)length)));
        if (!header.Success || header.Groups["order"].Value != "False")
            throw new InvalidDataException("Expected a NumPy file with descr, fortran_order False and shape.");
        var shape = Shape(header.Groups["shape"].Value);
        return (shape, Values(file[(start + (int)length)..], header.Groups["type"].Value, shape.Aggregate(Int128.One, (product, size) => product * size)));
    }

    /// <summary>Writes an array of float32.</summary>
    public static byte[] Write(IReadOnlyList<int> shape, ReadOnlySpan<float> values)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({string.Join(", ", shape)}), }}");
        var length = (10 + text.Length + 1 + 63) / 64 * 64 - 10; // data begins at a multiple of 64
        var file = new byte[10 + length + sizeof(float) * values.Length];
        s_magic.CopyTo(file, 0);
        file[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(8), (ushort)length);
        Encoding.ASCII.GetBytes(text.PadRight(length - 1) + '\n', file.AsSpan(10));
        MemoryMarshal.AsBytes(values).CopyTo(file.AsSpan(10 + length));
        return file;
    }

    private static int[] Shape(string text)
    {
        var sizes = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var shape = new int[sizes.Length];
        for (var i = 0; i < shape.Length; i++)
        {
            if (!int.TryParse(sizes[i], NumberStyles.None, CultureInfo.InvariantCulture, out shape[i]) || shape[i] is < 1 or > 1 << 20)
                throw new InvalidDataException($"Expected sizes of 1 to {1 << 20}; got ({text}).");
        }
        return shape.Length is 3 or 4 ? shape : throw new InvalidDataException($"Expected a latent [Z,h,w] or [1,Z,h,w]; got ({text}).");
    }

    private static float[] Values(ReadOnlySpan<byte> data, string type, Int128 count)
    {
        var size = type[^1] - '0';
        if (data.Length % size != 0 || data.Length / size != count)
            throw new InvalidDataException($"Expected {count} values of {type}; got {data.Length} bytes.");
        var values = new float[(int)count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = size switch
            {
                2 => (float)BinaryPrimitives.ReadHalfLittleEndian(data[(2 * i)..]),
                4 => BinaryPrimitives.ReadSingleLittleEndian(data[(4 * i)..]),
                _ => (float)BinaryPrimitives.ReadDoubleLittleEndian(data[(8 * i)..]),
            };
        }
        return values;
    }

    // Written by NumPy itself, always with these keys; version 3 differs in the encoding of names that do not occur here.
    [GeneratedRegex(@"^\{'descr':\s*'(?<type><f[248])',\s*'fortran_order':\s*(?<order>True|False),\s*'shape':\s*\((?<shape>[\d,\s]{1,100})\),?\s*\}\s*$")]
    private static partial Regex Header();
}
