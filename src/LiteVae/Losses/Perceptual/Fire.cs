using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Losses.Perceptual;

/// <summary>SqueezeNet's block; names as torchvision's.</summary>
internal sealed class Fire : Module<Tensor, Tensor>
{
    private readonly Conv2d squeeze;
    private readonly Conv2d expand1x1;
    private readonly Conv2d expand3x3;

    public Fire(int inChannels, int squeezed, int expanded) : base(nameof(Fire))
    {
        squeeze = Conv2d(inChannels, squeezed, 1);
        expand1x1 = Conv2d(squeezed, expanded, 1);
        expand3x3 = Conv2d(squeezed, expanded, 3, padding: 1);
        RegisterComponents();
    }

    /// <param name="x">[B,I,H,W].</param>
    /// <returns>[B,2E,H,W].</returns>
    public override Tensor forward(Tensor x)
    {
        x = functional.relu(squeeze.call(x));
        return functional.relu(cat([expand1x1.call(x), expand3x3.call(x)], 1));
    }
}
