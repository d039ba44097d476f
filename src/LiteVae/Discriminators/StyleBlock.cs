using LiteVae.Layers.Equalized;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Discriminators;

/// <summary>StyleGAN's residual block: two convolutions, the second at half the resolution, beside a blurred shortcut.</summary>
internal sealed class StyleBlock : Module<Tensor, Tensor>
{
    private readonly EqualizedConv2d conv1;
    private readonly EqualizedConv2d conv2;
    private readonly EqualizedConv2d skip;

    public StyleBlock(int inChannels, int outChannels) : base(nameof(StyleBlock))
    {
        conv1 = new EqualizedConv2d(inChannels, inChannels, 3);
        conv2 = new EqualizedConv2d(inChannels, outChannels, 3, down: true);
        skip = new EqualizedConv2d(inChannels, outChannels, 1, down: true, activate: false);
        RegisterComponents();
    }

    /// <param name="x">[B,I,H,W].</param>
    /// <returns>[B,O,H/2,W/2].</returns>
    public override Tensor forward(Tensor x)
    {
        var h = conv2.call(conv1.call(x));
        return h.Plus(skip.call(x)).DividedBy(Math.Sqrt(2));
    }
}
