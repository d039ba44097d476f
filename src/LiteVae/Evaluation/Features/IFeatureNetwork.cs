using static TorchSharp.torch;

namespace LiteVae.Evaluation.Features;

/// <summary>A network that makes a row of numbers of an image: sets of images are compared by the distributions of these numbers.</summary>
internal interface IFeatureNetwork : IDisposable
{
    /// <summary>Numbers per image (D).</summary>
    int FeatureCount { get; }

    /// <summary>The features of a batch.</summary>
    /// <param name="images">[B,3,H,W] in [-1,1]; quantized to 8 bits first.</param>
    /// <returns>[B,D], float32, on the network's device.</returns>
    Tensor Of(Tensor images);
}
