namespace LiteVae.Codec.Models.Files;

/// <summary>The description of one tensor in a safetensors file's header.</summary>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Sizes, at most 64 of them; empty for a rank-0 tensor.</param>
/// <param name="Offset">Where the data begins, in bytes from the start of the file.</param>
/// <param name="Length">Bytes of data.</param>
public sealed record SafetensorsEntry(TensorType Type, long[] Shape, long Offset, long Length) : TensorInfo(Type, Shape);
