using static TorchSharp.torch;

namespace LiteVae.Training.Networks.Linear;

/// <summary>An affine map from windows of a feature map to features: y = weight x + bias.</summary>
/// <param name="Weight">[R,P], float32.</param>
/// <param name="Bias">[R], float32.</param>
internal sealed record LinearMap(Tensor Weight, Tensor Bias)
{
    /// <summary>Number of features.</summary>
    public int Rank => (int)Weight.size(0);

    /// <summary>The weight as that of a convolution: [R,C,k,k].</summary>
    /// <param name="kernelSize">k; windows have C k k values, in this order.</param>
    public Tensor Kernel(int kernelSize) => Weight.view(Rank, -1, kernelSize, kernelSize);
}
