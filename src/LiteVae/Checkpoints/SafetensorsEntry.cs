using static TorchSharp.torch;

namespace LiteVae.Checkpoints;

/// <summary>One tensor of a safetensors file.</summary>
/// <param name="Type">Its element type.</param>
/// <param name="Shape">Its shape; empty for a scalar.</param>
/// <param name="Offset">Where its bytes begin, from the end of the header.</param>
/// <param name="Length">Number of bytes.</param>
public sealed record SafetensorsEntry(ScalarType Type, IReadOnlyList<long> Shape, long Offset, long Length);
