namespace LiteVae.Codec.Models.Files;

/// <summary>What a safetensors file says of one of its tensors.</summary>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Sizes, at most 64 of them; empty for a rank-0 tensor.</param>
/// <param name="Offset">Where the data begins, in bytes from the start of the file.</param>
/// <param name="Length">Bytes of data.</param>
public sealed record SafetensorsEntry(TensorType Type, long[] Shape, long Offset, long Length) : TensorInfo(Type, Shape);
