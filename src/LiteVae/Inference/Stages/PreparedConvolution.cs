using static TorchSharp.torch;

namespace LiteVae.Inference.Stages;

/// <summary>A convolution with constant weights, and the operations that follow it at once.</summary>
internal abstract class PreparedConvolution : IDisposable
{
    /// <summary>Computes (convolution + <paramref name="residual"/>) * <paramref name="scale"/>, and SiLU of it if asked for.</summary>
    /// <param name="x">[B,I,H,W], channels last.</param>
    /// <param name="beside">[B,J,H,W]: channels that follow those of <paramref name="x"/>, for 1x1 convolutions of I + J channels.</param>
    /// <param name="residual">Of the result's shape. Without one, <paramref name="scale"/> is one.</param>
    /// <param name="silu">Whether SiLU follows.</param>
    /// <returns>[B,O,h,w], channels last.</returns>
    public abstract Tensor Run(Tensor x, Tensor? beside = null, Tensor? residual = null, double scale = 1, bool silu = false);

    public abstract void Dispose();
}
