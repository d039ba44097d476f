using static TorchSharp.torch;

namespace LiteVae.Checkpoints;

/// <summary>The element types of the format that libtorch shares.</summary>
internal static class SafetensorsDtype
{
    private static readonly (string Name, ScalarType Type, int Size)[] Known =
    [
        ("F64", ScalarType.Float64, 8),
        ("F32", ScalarType.Float32, 4),
        ("F16", ScalarType.Float16, 2),
        ("BF16", ScalarType.BFloat16, 2),
        ("I64", ScalarType.Int64, 8),
        ("I32", ScalarType.Int32, 4),
        ("I16", ScalarType.Int16, 2),
        ("I8", ScalarType.Int8, 1),
        ("U8", ScalarType.Byte, 1),
        ("BOOL", ScalarType.Bool, 1),
    ];

    public static string AllNames => string.Join(", ", Known.Select(k => k.Name));

    public static ScalarType? Parse(string name)
    {
        foreach (var known in Known)
        {
            if (known.Name == name)
                return known.Type;
        }
        return null;
    }

    public static string? NameOf(ScalarType type)
    {
        foreach (var known in Known)
        {
            if (known.Type == type)
                return known.Name;
        }
        return null;
    }

    /// <summary>Bytes an element takes.</summary>
    public static int SizeOf(ScalarType type) => Known.First(k => k.Type == type).Size;

    public static bool IsFloat(ScalarType type) =>
        type is ScalarType.Float64 or ScalarType.Float32 or ScalarType.Float16 or ScalarType.BFloat16;
}
