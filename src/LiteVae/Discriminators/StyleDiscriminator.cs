using System.Numerics;
using LiteVae.Layers.Equalized;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Discriminators;

/// <summary>StyleGAN2's residual discriminator, with one logit for the image, in its released layout.</summary>
/// <remarks>
/// Karras et al. 2020; trained with the R1 penalty; the one that ViT-VQGAN uses. Blocks halve the image down to 4x4, where a channel of
/// minibatch standard deviations joins. At 256x256 with 64 channels it has the 28,864,129 parameters of the released one.
/// </remarks>
internal sealed class StyleDiscriminator : Discriminator
{
    private const int FinalSide = 4;

    private readonly EqualizedConv2d from_rgb;
    private readonly ModuleList<StyleBlock> blocks;
    private readonly EqualizedConv2d final_conv;
    private readonly EqualizedLinear final_linear;
    private readonly EqualizedLinear logit;
    private readonly int _resolution;

    /// <param name="channels">An eighth of the largest number of channels; 64 for the released widths.</param>
    /// <param name="resolution">Image side in pixels, a power of two from 8.</param>
    public StyleDiscriminator(int channels, int resolution) : base(nameof(StyleDiscriminator))
    {
        _resolution = resolution;
        var count = BitOperations.Log2((uint)resolution) - BitOperations.Log2(FinalSide);
        int[] widths = [.. Enumerable.Range(0, count + 1).Select(i => Width(channels, resolution >> i))];
        from_rgb = new EqualizedConv2d(3, widths[0], 1);
        blocks = ModuleList([.. Enumerable.Range(0, count).Select(i => new StyleBlock(widths[i], widths[i + 1]))]);
        final_conv = new EqualizedConv2d(widths[^1] + 1, widths[^1], 3);
        final_linear = new EqualizedLinear(FinalSide * FinalSide * widths[^1], widths[^1], activate: true);
        logit = new EqualizedLinear(widths[^1], 1, activate: false);
        RegisterComponents();
    }

    /// <summary>The channels of feature maps of a side. For 64: 32 at 1024, 64 at 512, 128 at 256, 256 at 128, 512 from 64 down.</summary>
    public static int Width(int channels, int side) => Math.Max(1, Math.Min(8 * channels, 512 * channels / side));

    public override DiscriminatorOutput forward(Tensor x)
    {
        RequireImages(x, "StyleGAN discriminator", $"[B,3,{_resolution},{_resolution}]", s => s == _resolution);
        using var scope = NewDisposeScope();
        var h = from_rgb.call(x); // [B, C, R, R]
        foreach (var block in blocks)
            h = block.call(h); // [B, up to 8C, R/2, R/2] ... [B, 8C, 4, 4]
        h = MinibatchDeviation.Append(h); // [B, 8C + 1, 4, 4]
        h = final_conv.call(h).flatten(1); // [B, 128C]
        h = logit.call(final_linear.call(h)); // [B, 1]
        return new DiscriminatorOutput(h.view(-1, 1, 1, 1).MoveToOuterDisposeScope(), null);
    }
}
