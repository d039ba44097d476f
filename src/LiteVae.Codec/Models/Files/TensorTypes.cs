using System.Runtime.InteropServices;

namespace LiteVae.Codec.Models.Files;

/// <summary>Names, sizes and conversions of the element types.</summary>
internal static class TensorTypes
{
    /// <summary>The most dimensions of a tensor: libtorch's own limit.</summary>
    public const int MaxRank = 64;

    private static readonly (string Name, TensorType Type, int Size)[] Known =
    [
        ("F64", TensorType.Float64, 8),
        ("F32", TensorType.Float32, 4),
        ("F16", TensorType.Float16, 2),
        ("BF16", TensorType.BFloat16, 2),
        ("I64", TensorType.Int64, 8),
        ("I32", TensorType.Int32, 4),
        ("I16", TensorType.Int16, 2),
        ("I8", TensorType.Int8, 1),
        ("U8", TensorType.UInt8, 1),
        ("BOOL", TensorType.Bool, 1),
    ];

    /// <summary>The names of all types in the safetensors format, for messages.</summary>
    public static string AllNames => string.Join(", ", Known.Select(k => k.Name));

    /// <summary>The type of a name in the safetensors format; null where the name is not known.</summary>
    public static TensorType? Parse(string name)
    {
        foreach (var known in Known)
        {
            if (known.Name == name)
                return known.Type;
        }
        return null;
    }

    /// <summary>The name of a type in the safetensors format.</summary>
    public static string NameOf(TensorType type) => Known[(int)type].Name;

    /// <summary>Bytes of one element.</summary>
    public static int SizeOf(TensorType type) => Known[(int)type].Size;

    /// <summary>Whether a type is floating point.</summary>
    public static bool IsFloat(TensorType type) => type <= TensorType.BFloat16;

    /// <summary>The number of elements of a shape, or null where the product, or the strides made from it, overflow.</summary>
    public static long? CountElements(ReadOnlySpan<long> shape)
    {
        long count = 1, strides = 1;
        foreach (var size in shape)
        {
            var (high, low) = (Math.BigMul(strides, Math.Max(size, 1), out var product), product);
            if (high != 0 || low < 0)
                return null;
            (strides, count) = (low, size == 0 ? 0 : count);
        }
        return count == 0 ? 0 : strides;
    }

    /// <summary>Converts stored elements of a floating-point type to float32.</summary>
    /// <param name="type">The stored type; must be floating point.</param>
    /// <param name="source">The stored bytes, little-endian.</param>
    /// <param name="destination">As many floats as there are elements.</param>
    public static void ToSingle(TensorType type, ReadOnlySpan<byte> source, Span<float> destination)
    {
        switch (type)
        {
            case TensorType.Float32:
                source.CopyTo(MemoryMarshal.AsBytes(destination));
                break;
            case TensorType.Float64:
                var doubles = MemoryMarshal.Cast<byte, double>(source);
                for (var i = 0; i < destination.Length; i++)
                    destination[i] = (float)doubles[i];
                break;
            case TensorType.Float16:
                var halves = MemoryMarshal.Cast<byte, Half>(source);
                for (var i = 0; i < destination.Length; i++)
                    destination[i] = (float)halves[i];
                break;
            case TensorType.BFloat16:
                var upper = MemoryMarshal.Cast<byte, ushort>(source);
                for (var i = 0; i < destination.Length; i++)
                    destination[i] = BitConverter.UInt32BitsToSingle((uint)upper[i] << 16);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "Only floating-point tensors can be read as float32.");
        }
    }

    /// <summary>Rounds to float16; what it cannot hold becomes infinite.</summary>
    /// <param name="source">The numbers.</param>
    /// <param name="destination">As many.</param>
    public static void ToHalf(ReadOnlySpan<float> source, Span<Half> destination)
    {
        for (var i = 0; i < source.Length; i++)
            destination[i] = (Half)source[i];
    }
}
