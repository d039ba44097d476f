using LiteVae.Runtime;
using LiteVae.Runtime.Numbers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Layers;

/// <summary>Self-modulated convolution (SMC): the weights carry the normalisation that a GroupNorm would apply to activations.</summary>
/// <remarks>Section 4.2, equation (3). At inference the effective weight is a constant: see <see cref="EffectiveWeight()"/>.</remarks>
internal sealed class SelfModulatedConv2d : Module<Tensor, Tensor>, IConvolution3x3
{
    private readonly Conv2d conv;
    private readonly Parameter scales;
    private readonly Parameter gain;
    private readonly long _padding;

    public SelfModulatedConv2d(long inChannels, long outChannels, long kernelSize = 3)
        : base(nameof(SelfModulatedConv2d))
    {
        conv = Conv2d(inChannels, outChannels, kernelSize);
        scales = Parameter(ones(inChannels));
        gain = Parameter(ones(1));
        _padding = kernelSize / 2;
        RegisterComponents();
    }

    IReadOnlyList<Parameter> IConvolution3x3.Parameters => [conv.weight, conv.bias!, scales, gain];

    /// <summary>The modulated and demodulated weight, [O,I,k,k].</summary>
    public Tensor EffectiveWeight() => EffectiveWeight(conv.weight, scales, gain);

    /// <summary>The same from the tensors of a model file: <c>conv.weight</c> [O,I,k,k], <c>scales</c> [I], <c>gain</c> [1].</summary>
    public static Tensor EffectiveWeight(Tensor weight, Tensor scales, Tensor gain)
    {
        using var scope = NewDisposeScope();
        var w = Precision.AtLeastSingle(weight);
        w = w * w.Squared().mean([1, 2, 3], keepdim: true).rsqrt();
        var s = Precision.AtLeastSingle(scales);
        s = s * s.Squared().mean().rsqrt();
        w = w * s.view(1, -1, 1, 1);
        w = w * w.Squared().sum([1, 2, 3], keepdim: true).Plus(1e-8).rsqrt();
        return (w * gain).MoveToOuterDisposeScope();
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var weight = EffectiveWeight().to_type(x.dtype);
        var y = _padding == 1 ? Conv3x3.Convolve(x, weight, conv.bias!) : functional.conv2d(x, weight, conv.bias, padding: [_padding, _padding]);
        return y.MoveToOuterDisposeScope(); // [B, O, H, W]
    }
}
