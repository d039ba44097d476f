using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Layers.Spectral;

/// <summary>A convolution whose weight is divided by its spectral norm; stride 1, padded to keep the size.</summary>
/// <remarks>The weight starts orthogonal, as the UNet discriminator's does; names as PyTorch's spectral_norm.</remarks>
internal sealed class SpectralNormConv2d : Module<Tensor, Tensor>
{
    private readonly Parameter bias;
    private readonly Parameter weight_orig;
    private readonly Tensor weight_u;
    private readonly Tensor weight_v;
    private readonly long _padding;

    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="kernel">Kernel side, odd.</param>
    public SpectralNormConv2d(int inChannels, int outChannels, int kernel) : base(nameof(SpectralNormConv2d))
    {
        _padding = kernel / 2;
        var fanIn = inChannels * kernel * kernel;
        weight_orig = new Parameter(init.orthogonal_(empty(outChannels, inChannels, kernel, kernel)));
        bias = new Parameter(init.uniform_(empty(outChannels), -1 / Math.Sqrt(fanIn), 1 / Math.Sqrt(fanIn)));
        weight_u = SpectralNorm.RandomDirection(outChannels);
        weight_v = SpectralNorm.RandomDirection(fanIn);
        RegisterComponents();
    }

    /// <param name="x">[B,I,H,W].</param>
    /// <returns>[B,O,H,W].</returns>
    public override Tensor forward(Tensor x)
    {
        var weight = SpectralNorm.Normalize(weight_orig, weight_u, weight_v, training);
        return functional.conv2d(x, weight.to_type(x.dtype), bias.to_type(x.dtype), padding: [_padding, _padding]);
    }
}
