using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace LiteVae.Samples;

/// <summary>Reads files of NumPy (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html) with float32 or float16 in C order.</summary>
internal static partial class NumpyFile
{
    /// <exception cref="InvalidDataException">The file is damaged, or of another kind.</exception>
    public static (long[] Shape, float[] Values) Read(string path)
    {
        var file = File.ReadAllBytes(path);
        if (!file.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x93, .. "NUMPY"u8]) || file.Length < 12)
            throw new InvalidDataException($"{path}: is no NumPy file");
        // Version 1 has a length of two bytes, later ones of four.
        var (start, length) = file[6] == 1 ? (10, BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(8))) : (12, BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(8)));
        if (length < 0 || length > file.Length - start)
            throw new InvalidDataException($"{path}: is truncated");
        var header = Header().Match(Encoding.Latin1.GetString(file, start, length));
        if (!header.Success)
            throw new InvalidDataException($"{path}: expected little-endian float32 or float16 in C order");
        long[] shape = [.. header.Groups["shape"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(n => long.Parse(n, CultureInfo.InvariantCulture))];
        var bytes = file.AsSpan(start + length);
        var values = header.Groups["type"].Value == "f4"
            ? MemoryMarshal.Cast<byte, float>(bytes).ToArray()
            : Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(bytes).ToArray(), value => (float)value);
        return values.Length == shape.Aggregate(1L, (product, size) => product * size) ? (shape, values)
            : throw new InvalidDataException($"{path}: has {values.Length} values for the shape [{string.Join(',', shape)}]");
    }

    [GeneratedRegex(@"'descr': '<(?<type>f[42])', 'fortran_order': False, 'shape': \((?<shape>[\d, ]{1,60})\)")]
    private static partial Regex Header();
}
