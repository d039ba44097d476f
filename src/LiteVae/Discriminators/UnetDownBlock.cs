using LiteVae.Layers.Spectral;
using LiteVae.Runtime.Numbers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Discriminators;

/// <summary>The UNet discriminator's encoder block: two convolutions beside a shortcut, then half the resolution.</summary>
internal sealed class UnetDownBlock : Module<Tensor, Tensor>
{
    private readonly SpectralNormConv2d conv1;
    private readonly SpectralNormConv2d conv2;
    private readonly SpectralNormConv2d conv_sc;
    private readonly AvgPool2d pool;
    private readonly bool _first;

    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="first">The first block sees the image itself, without a ReLU before it.</param>
    public UnetDownBlock(int inChannels, int outChannels, bool first) : base(nameof(UnetDownBlock))
    {
        _first = first;
        conv1 = new SpectralNormConv2d(inChannels, outChannels, 3);
        conv2 = new SpectralNormConv2d(outChannels, outChannels, 3);
        conv_sc = new SpectralNormConv2d(inChannels, outChannels, 1);
        pool = AvgPool2d(2);
        RegisterComponents();
    }

    /// <param name="x">[B,I,H,W].</param>
    /// <returns>[B,O,H/2,W/2].</returns>
    public override Tensor forward(Tensor x)
    {
        var h = _first ? x : functional.relu(x);
        h = functional.relu(conv1.call(h));
        h = pool.call(conv2.call(h)); // [B, O, H/2, W/2]
        // The mean and a 1x1 convolution commute; this order costs a quarter.
        return h.Plus(conv_sc.call(pool.call(x)));
    }
}
