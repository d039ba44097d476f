using static TorchSharp.torch;

namespace LiteVae.Evaluation.Candidates;

/// <summary>A candidate of an evaluation: something that makes reconstructions of images.</summary>
public interface ICandidate
{
    /// <summary>The name of the candidate in results.</summary>
    string Name { get; }

    /// <summary>Sizes are padded to multiples of this.</summary>
    int Factor { get; }

    /// <summary>Reconstructs a batch.</summary>
    /// <param name="images">[B,3,H,W] in [-1,1], on the processor, H and W multiples of <see cref="Factor"/>.</param>
    /// <param name="indices">The images' places in the data; noise may depend on them, and then not on how the data is cut into batches.</param>
    /// <returns>What came of it; its tensors belong to the caller.</returns>
    Reconstruction Reconstruct(Tensor images, IReadOnlyList<long> indices);
}
