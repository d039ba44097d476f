using LiteVae.Layers.Spectral;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Discriminators;

/// <summary>The UNet discriminator's decoder block: twice the resolution, two convolutions beside a shortcut.</summary>
internal sealed class UnetUpBlock : Module<Tensor, Tensor>
{
    private readonly SpectralNormConv2d conv1;
    private readonly SpectralNormConv2d conv2;
    private readonly SpectralNormConv2d conv_sc;

    public UnetUpBlock(int inChannels, int outChannels) : base(nameof(UnetUpBlock))
    {
        conv1 = new SpectralNormConv2d(inChannels, outChannels, 3);
        conv2 = new SpectralNormConv2d(outChannels, outChannels, 3);
        conv_sc = new SpectralNormConv2d(inChannels, outChannels, 1);
        RegisterComponents();
    }

    /// <param name="x">[B,I,H,W].</param>
    /// <returns>[B,O,2H,2W].</returns>
    public override Tensor forward(Tensor x)
    {
        var h = Double(functional.relu(x)); // [B, I, 2H, 2W]
        h = functional.relu(conv1.call(h));
        h = conv2.call(h);
        // Repeating pixels and a 1x1 convolution commute; this order costs a quarter.
        return h.Plus(Double(conv_sc.call(x)));
    }

    private static Tensor Double(Tensor x) =>
        functional.interpolate(x, scale_factor: [2, 2], mode: InterpolationMode.Nearest);
}
