using LiteVae.Runtime.Numbers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Layers.Equalized;

/// <summary>A linear layer with equalised learning rate, StyleGAN's.</summary>
internal sealed class EqualizedLinear : Module<Tensor, Tensor>
{
    private readonly Parameter weight;
    private readonly Parameter bias;
    private readonly bool _activate;
    private readonly double _scale;

    public EqualizedLinear(int inFeatures, int outFeatures, bool activate) : base(nameof(EqualizedLinear))
    {
        _activate = activate;
        _scale = 1 / Math.Sqrt(inFeatures);
        weight = new Parameter(randn(outFeatures, inFeatures));
        bias = new Parameter(zeros(outFeatures));
        RegisterComponents();
    }

    /// <param name="x">[B,I].</param>
    /// <returns>[B,O].</returns>
    public override Tensor forward(Tensor x)
    {
        x = functional.linear(x, weight.Times(_scale).to_type(x.dtype), bias.to_type(x.dtype));
        return _activate ? x.LeakyRelu(0.2).Times(Math.Sqrt(2)) : x;
    }
}
