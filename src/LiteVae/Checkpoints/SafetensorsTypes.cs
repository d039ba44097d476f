using static TorchSharp.torch;

namespace LiteVae.Checkpoints;

/// <summary>The element types that safetensors files and libtorch share.</summary>
internal static class SafetensorsTypes
{
    private static readonly (string Name, ScalarType Type, int Size)[] Known =
    [
        ("F64", ScalarType.Float64, 8), ("I64", ScalarType.Int64, 8),
        ("F32", ScalarType.Float32, 4), ("I32", ScalarType.Int32, 4),
        ("F16", ScalarType.Float16, 2), ("BF16", ScalarType.BFloat16, 2), ("I16", ScalarType.Int16, 2),
        ("I8", ScalarType.Int8, 1), ("U8", ScalarType.Byte, 1), ("BOOL", ScalarType.Bool, 1),
    ];

    public static string Names => string.Join(", ", Known.Select(k => k.Name));

    public static ScalarType? Parse(string name) => Known.Where(k => k.Name == name).Select(k => (ScalarType?)k.Type).FirstOrDefault();

    /// <exception cref="CheckpointException">The format has no such type (complex or quantised tensors).</exception>
    public static string NameOf(ScalarType type) =>
        Known.Where(k => k.Type == type).Select(k => k.Name).FirstOrDefault()
        ?? throw new CheckpointException($"A tensor of type {type} cannot be written to safetensors; it holds {Names}.");

    public static int SizeOf(ScalarType type) => Known.First(k => k.Type == type).Size;
}
