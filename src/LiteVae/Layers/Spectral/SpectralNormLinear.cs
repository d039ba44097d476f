using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Layers.Spectral;

/// <summary>A linear layer whose weight is divided by its spectral norm.</summary>
/// <remarks>The weight starts orthogonal; names as PyTorch's spectral_norm.</remarks>
internal sealed class SpectralNormLinear : Module<Tensor, Tensor>
{
    private readonly Parameter bias;
    private readonly Parameter weight_orig;
    private readonly Tensor weight_u;
    private readonly Tensor weight_v;

    public SpectralNormLinear(int inFeatures, int outFeatures) : base(nameof(SpectralNormLinear))
    {
        weight_orig = new Parameter(init.orthogonal_(empty(outFeatures, inFeatures)));
        bias = new Parameter(init.uniform_(empty(outFeatures), -1 / Math.Sqrt(inFeatures), 1 / Math.Sqrt(inFeatures)));
        weight_u = SpectralNorm.RandomDirection(outFeatures);
        weight_v = SpectralNorm.RandomDirection(inFeatures);
        RegisterComponents();
    }

    /// <param name="x">[B,I].</param>
    /// <returns>[B,O].</returns>
    public override Tensor forward(Tensor x)
    {
        var weight = SpectralNorm.Normalize(weight_orig, weight_u, weight_v, training);
        return functional.linear(x, weight.to_type(x.dtype), bias.to_type(x.dtype));
    }
}
