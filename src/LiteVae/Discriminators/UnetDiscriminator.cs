using System.Numerics;
using LiteVae.Layers.Spectral;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Discriminators;

/// <summary>A UNet with two heads: a logit per pixel and one, from the bottleneck, for the image.</summary>
/// <remarks>
/// Schonfeld, Schiele, Khoreva, "A U-Net Based Discriminator for Generative Adversarial Networks", 2020; the paper's
/// discriminator (section 3). Spectral norm on all layers but the last, orthogonal weights, neither attention nor batch
/// norm. At 256x256: 44.1M parameters with 64 channels, 11.0M with 32, 2.75M with 16.
/// </remarks>
internal sealed class UnetDiscriminator : Discriminator
{
    private readonly ModuleList<UnetDownBlock> down;
    private readonly SpectralNormLinear linear;
    private readonly ModuleList<UnetUpBlock> up;
    private readonly Conv2d last;
    private readonly int _factor;

    /// <param name="channels">Channels at full resolution.</param>
    /// <param name="multipliers">The encoder's outputs as multiples of it, one a halving; the decoder mirrors them.</param>
    public UnetDiscriminator(int channels, IReadOnlyList<int> multipliers) : base(nameof(UnetDiscriminator))
    {
        _factor = 1 << multipliers.Count;
        int[] encoder = [.. multipliers.Select(m => m * channels)];
        int[] decoder = [.. encoder.SkipLast(1).Reverse(), encoder[0]];
        down = ModuleList([.. encoder.Select((c, i) => new UnetDownBlock(i == 0 ? 3 : encoder[i - 1], c, first: i == 0))]);
        linear = new SpectralNormLinear(encoder[^1], 1);
        // The first block takes the bottleneck; each other the last one's output beside the encoder's of its size.
        up = ModuleList([.. decoder.Select((c, i) => new UnetUpBlock(i == 0 ? encoder[^1] : decoder[i - 1] + encoder[^(i + 1)], c))]);
        last = Conv2d(decoder[^1], 1, 1);
        init.orthogonal_(last.weight);
        RegisterComponents();
    }

    /// <summary>The published multipliers: 1,2,4,8,8,16 at 256; 1,2,4,8,16 at 128; other sizes by the same pattern.</summary>
    /// <param name="resolution">A power of two, from 16; the bottleneck is 4x4 at this size.</param>
    public static int[] MultipliersFor(int resolution)
    {
        var depth = BitOperations.Log2((uint)resolution) - 2;
        int[] before = [.. Enumerable.Range(0, depth - 1).Select(i => Math.Min(1 << i, 8))];
        return [.. before, 2 * before[^1]];
    }

    public override DiscriminatorOutput forward(Tensor x)
    {
        RequireImages(x, "UNet discriminator", $"[B,3,H,W] with H and W multiples of {_factor}", s => s > 0 && s % _factor == 0);
        using var scope = NewDisposeScope();
        var skips = new Stack<Tensor>();
        var h = x;
        foreach (var block in down)
        {
            h = block.call(h); // [B, C*m, H/2^l, W/2^l]
            skips.Push(h);
        }

        var bottleneck = functional.relu(skips.Pop()).sum([2, 3]);
        var global = linear.call(bottleneck); // [B, 1]

        foreach (var block in up)
        {
            h = block.call(h);
            if (skips.TryPop(out var skip))
                h = cat([h, skip], 1);
        }
        var pixels = last.call(h.to_type(last.weight.dtype)); // [B, 1, H, W]
        return new DiscriminatorOutput(pixels.MoveToOuterDisposeScope(), global.MoveToOuterDisposeScope());
    }
}
