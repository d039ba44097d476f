using static TorchSharp.torch;

namespace LiteVae.Runs;

/// <summary>The images of one step, in whatever form the task learns from: pixels, latents, labels.</summary>
/// <param name="tensors">One or several tensors whose first dimension counts the images. They belong to the step's dispose scope.</param>
internal sealed class TrainingBatch(params Tensor[] tensors)
{
    public Tensor this[int index] => tensors[index];
}
