using LiteVae.Codec.Models.Encoders;
using LiteVae.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Autoencoders.Networks;

/// <summary>A UNet without down- or upsampling: the extractor of one wavelet level, and the aggregator of all.</summary>
/// <remarks>
/// Section 4.1. The stack of skips holds <c>in_layer</c>'s output first; the decoder pops n per level, so that one is
/// never popped, as in the paper's listing.
/// </remarks>
internal sealed class FeatureNetwork : Module<Tensor, Tensor>
{
    private readonly Conv3x3 in_layer;
    private readonly ModuleList<FeatureResBlock> encoder_blocks;
    private readonly FeatureMiddle mid_block;
    private readonly ModuleList<FeatureResBlock> decoder_blocks;
    private readonly Conv3x3 out_layer;

    public FeatureNetwork(long inChannels, long outChannels, UNetConfig config)
        : base(nameof(FeatureNetwork))
    {
        in_layer = new Conv3x3(inChannels, config.Channels);
        encoder_blocks = [];
        decoder_blocks = [];
        var skips = new Stack<long>();
        long width = config.Channels;
        foreach (var multiplier in config.Multipliers)
        {
            for (var i = 0; i < config.ResBlocks; i++)
            {
                encoder_blocks.Add(Block(width, config.Channels * multiplier));
                width = config.Channels * multiplier;
                skips.Push(width);
            }
        }
        mid_block = new FeatureMiddle(width, config);
        foreach (var multiplier in config.Multipliers.Reverse())
        {
            for (var i = 0; i < config.ResBlocks; i++)
            {
                decoder_blocks.Add(Block(width + skips.Pop(), config.Channels * multiplier));
                width = config.Channels * multiplier;
            }
        }
        out_layer = new Conv3x3(width, outChannels);
        RegisterComponents();

        FeatureResBlock Block(long from, long to) => new(from, to, config.Norm, config.Dropout, config.ResidualScale);
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var h = in_layer.call(x.to_type(in_layer.Weight.dtype)); // [B, C, H, W]
        var skips = new Stack<Tensor>();
        foreach (var block in encoder_blocks)
        {
            h = block.call(h);
            skips.Push(h);
        }
        h = mid_block.call(h);
        foreach (var block in decoder_blocks)
            h = block.call(h, skips.Pop());
        return out_layer.call(h).MoveToOuterDisposeScope(); // [B, out, H, W]
    }
}

/// <summary>The middle of a <see cref="FeatureNetwork"/>: two residual blocks.</summary>
internal sealed class FeatureMiddle : Module<Tensor, Tensor>
{
    private readonly FeatureResBlock res0;
    private readonly FeatureResBlock res1;

    public FeatureMiddle(long channels, UNetConfig config)
        : base(nameof(FeatureMiddle))
    {
        res0 = new FeatureResBlock(channels, channels, config.Norm, config.Dropout, config.ResidualScale);
        res1 = new FeatureResBlock(channels, channels, config.Norm, config.Dropout, config.ResidualScale);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using var h = res0.call(x);
        return res1.call(h);
    }
}
