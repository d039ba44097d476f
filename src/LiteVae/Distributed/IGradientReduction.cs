using static TorchSharp.torch;

namespace LiteVae.Distributed;

/// <summary>Combines the gradients that several processes computed for their parts of a batch.</summary>
internal interface IGradientReduction
{
    /// <summary>Replaces the gradients of this process by their mean over all processes. Every process calls this in the same order.</summary>
    /// <param name="gradients">The gradients of one parameter group: [N].</param>
    void Reduce(Tensor gradients);
}
