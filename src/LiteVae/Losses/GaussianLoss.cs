using LiteVae.Runtime.Numbers;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Losses;

/// <summary>The Gaussian term: L1 between what a 5x5 blur of sigma 1 takes away from image and reconstruction (section 4.3).</summary>
public static class GaussianLoss
{
    private const int Radius = 2;
    private const double Sigma = 1;

    /// <summary>The mean over elements, a scalar.</summary>
    /// <param name="reconstruction">[B,3,H,W], H and W at least 3.</param>
    /// <param name="image">[B,3,H,W].</param>
    public static Tensor Compute(Tensor reconstruction, Tensor image)
    {
        using var scope = NewDisposeScope();
        var difference = reconstruction - image; // the blur is linear
        return (difference - Blur(difference)).abs().mean().MoveToOuterDisposeScope();
    }

    /// <summary>The blur, padded by reflection: same shape.</summary>
    internal static Tensor Blur(Tensor x)
    {
        using var scope = NewDisposeScope();
        var channels = x.size(1);
        var offsets = TensorFactory.Range(-Radius, Radius + 1, type: x.dtype, device: x.device);
        var kernel = offsets.Squared().DividedBy(-2 * Sigma * Sigma).exp();
        kernel /= kernel.sum();
        var columns = kernel.view(1, 1, -1, 1).expand(channels, 1, -1, 1).contiguous();
        var rows = kernel.view(1, 1, 1, -1).expand(channels, 1, 1, -1).contiguous();
        var h = functional.pad(x, [Radius, Radius, Radius, Radius], PaddingModes.Reflect);
        h = functional.conv2d(h, columns, groups: channels);
        return functional.conv2d(h, rows, groups: channels).MoveToOuterDisposeScope();
    }
}
