using LiteVae.Codec.Models.Files;
using static TorchSharp.torch;

namespace LiteVae.Checkpoints;

/// <summary>The element types that files and libtorch share.</summary>
internal static class ScalarTypes
{
    private static readonly (TensorType Stored, ScalarType Type)[] Known =
    [
        (TensorType.Float64, ScalarType.Float64),
        (TensorType.Float32, ScalarType.Float32),
        (TensorType.Float16, ScalarType.Float16),
        (TensorType.BFloat16, ScalarType.BFloat16),
        (TensorType.Int64, ScalarType.Int64),
        (TensorType.Int32, ScalarType.Int32),
        (TensorType.Int16, ScalarType.Int16),
        (TensorType.Int8, ScalarType.Int8),
        (TensorType.UInt8, ScalarType.Byte),
        (TensorType.Bool, ScalarType.Bool),
    ];

    /// <summary>libtorch's type of a stored tensor.</summary>
    public static ScalarType Of(TensorType stored) => Known.First(k => k.Stored == stored).Type;

    /// <summary>The stored type of a tensor of libtorch; null where files have no name for it.</summary>
    public static TensorType? Stored(ScalarType type)
    {
        foreach (var known in Known)
        {
            if (known.Type == type)
                return known.Stored;
        }
        return null;
    }

    /// <summary>Bytes of one element; the type must be one that files share.</summary>
    public static int SizeOf(ScalarType type) => TensorTypes.SizeOf(Stored(type)!.Value);
}
