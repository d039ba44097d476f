using System.Numerics;
using LiteVae.Layers.Equalized;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Discriminators;

/// <summary>StyleGAN2's residual discriminator, with one logit for the image, in the form that ViT-VQGAN uses.</summary>
/// <remarks>Karras et al. 2020; trained with the R1 penalty. Blocks halve the image down to 2x2.</remarks>
internal sealed class StyleDiscriminator : Discriminator
{
    private readonly EqualizedConv2d from_rgb;
    private readonly ModuleList<StyleBlock> blocks;
    private readonly EqualizedConv2d final_conv;
    private readonly EqualizedLinear final_linear;
    private readonly EqualizedLinear logit;
    private readonly int _resolution;

    /// <param name="channels">Channels at full resolution; doubled by each block, up to eight times.</param>
    /// <param name="resolution">Image side in pixels, a power of two from 4.</param>
    public StyleDiscriminator(int channels, int resolution) : base(nameof(StyleDiscriminator))
    {
        _resolution = resolution;
        int Width(int block) => channels * Math.Min(1 << block, 8);
        var count = BitOperations.Log2((uint)resolution) - 1;
        from_rgb = new EqualizedConv2d(3, channels, 1);
        blocks = ModuleList([.. Enumerable.Range(0, count).Select(i => new StyleBlock(Width(i), Width(i + 1)))]);
        final_conv = new EqualizedConv2d(Width(count), Width(count), 3);
        final_linear = new EqualizedLinear(4 * Width(count), Width(count), activate: true);
        logit = new EqualizedLinear(Width(count), 1, activate: false);
        RegisterComponents();
    }

    public override DiscriminatorOutput forward(Tensor x)
    {
        RequireImages(x, "StyleGAN discriminator", $"[B,3,{_resolution},{_resolution}]", s => s == _resolution);
        using var scope = NewDisposeScope();
        var h = from_rgb.call(x); // [B, C, R, R]
        foreach (var block in blocks)
            h = block.call(h); // [B, up to 8C, R/2, R/2] ... [B, 8C, 2, 2]
        h = final_conv.call(h).flatten(1); // [B, 32C]
        h = logit.call(final_linear.call(h)); // [B, 1]
        return new DiscriminatorOutput(h.view(-1, 1, 1, 1).MoveToOuterDisposeScope(), null);
    }
}
