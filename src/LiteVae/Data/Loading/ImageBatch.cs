using static TorchSharp.torch;

namespace LiteVae.Data.Loading;

/// <summary>A batch of images.</summary>
/// <param name="Images">[B,3,R,R] in [-1,1], float32, on the processor; the caller's to dispose.</param>
/// <param name="Position">Images seen before this batch, by all ranks.</param>
public sealed record ImageBatch(Tensor Images, long Position);
