using LiteVae.Runtime.Numbers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Layers.Equalized;

/// <summary>A convolution with equalised learning rate, StyleGAN's: unit-variance weights, scaled by 1/sqrt(fan-in) as used.</summary>
/// <remarks>With <c>down</c>, the input is blurred by [1,3,3,1] and the convolution has stride 2.</remarks>
internal sealed class EqualizedConv2d : Module<Tensor, Tensor>
{
    private readonly Parameter weight;
    private readonly Parameter? bias;
    private readonly int _kernel;
    private readonly bool _down;
    private readonly bool _activate;
    private readonly double _scale;

    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="kernel">Kernel side, odd.</param>
    /// <param name="down">Whether to halve the resolution.</param>
    /// <param name="activate">Whether to add a bias and apply LeakyReLU(0.2) times sqrt(2).</param>
    public EqualizedConv2d(int inChannels, int outChannels, int kernel, bool down = false, bool activate = true)
        : base(nameof(EqualizedConv2d))
    {
        _kernel = kernel;
        _down = down;
        _activate = activate;
        _scale = 1 / Math.Sqrt(inChannels * kernel * kernel);
        weight = new Parameter(randn(outChannels, inChannels, kernel, kernel));
        bias = activate ? new Parameter(zeros(outChannels)) : null;
        RegisterComponents();
    }

    /// <param name="x">[B,I,H,W].</param>
    /// <returns>[B,O,H,W], or [B,O,H/2,W/2].</returns>
    public override Tensor forward(Tensor x)
    {
        var scaled = weight.Times(_scale).to_type(x.dtype);
        var b = bias?.to_type(x.dtype);
        x = _down
            ? functional.conv2d(Blur(x, _kernel), scaled, b, strides: [2, 2])
            : functional.conv2d(x, scaled, b, padding: [_kernel / 2, _kernel / 2]);
        return _activate ? x.LeakyRelu(0.2).Times(Math.Sqrt(2)) : x;
    }

    /// <summary>Blurs and zero-pads so that a following convolution of stride 2 without padding halves the size.</summary>
    private static Tensor Blur(Tensor x, int kernel)
    {
        var channels = x.size(1);
        var row = tensor(new[] { 1f, 3f, 3f, 1f }, dtype: x.dtype, device: x.device).DividedBy(8);
        var filter = outer(row, row).expand(channels, 1, 4, 4);
        var padding = (kernel + 1) / 2;
        return functional.conv2d(x, filter, padding: [padding, padding], groups: channels);
    }
}
