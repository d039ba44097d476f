using LiteVae.Layers;
using LiteVae.Runtime;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Autoencoders;

/// <summary>Stable Diffusion's encoder (Rombach et al. 2022), with CompVis's names: the baseline of Tables 1 to 3.</summary>
internal sealed class SdEncoder : Module<Tensor, Tensor>
{
    private readonly Conv2d conv_in;
    private readonly ModuleList<SdEncoderLevel> down;
    private readonly SdMiddle mid;
    private readonly GroupNorm norm_out;
    private readonly Conv2d conv_out;
    private readonly int _factor;

    public SdEncoder(SdEncoderConfig config, int latentChannels)
        : base(nameof(SdEncoder))
    {
        conv_in = Conv2d(3, config.Channels, 3, padding: 1);
        down = [];
        long width = config.Channels;
        for (var level = 0; level < config.Multipliers.Count; level++)
        {
            long levelWidth = config.Channels * config.Multipliers[level];
            down.Add(new SdEncoderLevel(width, levelWidth, config.ResBlocks, downsample: level < config.Multipliers.Count - 1));
            width = levelWidth;
        }
        mid = new SdMiddle(width, NormKind.Group, config.MidAttention);
        norm_out = SdNorm.Create(width);
        conv_out = Conv2d(width, 2 * latentChannels, 3, padding: 1);
        _factor = 1 << (config.Multipliers.Count - 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor image) // [B, 3, H, W] in [-1,1]
    {
        TensorGuards.RequireMultiple(image, 3, _factor, "Stable Diffusion's encoder");
        using var scope = NewDisposeScope();
        var h = conv_in.call(image); // [B, C, H, W]
        foreach (var level in down)
            h = level.call(h); // ... [B, 4C, H/8, W/8]
        h = mid.call(h);
        h = functional.silu(norm_out.call(h));
        return conv_out.call(h).MoveToOuterDisposeScope(); // [B, 2Z, H/8, W/8]
    }
}

/// <summary>One level of the encoder: residual blocks, then downsampling.</summary>
internal sealed class SdEncoderLevel : Module<Tensor, Tensor>
{
    private readonly ModuleList<SdResBlock> block;
    private readonly StridedDownsample? downsample;

    public SdEncoderLevel(long inChannels, long outChannels, int resBlocks, bool downsample)
        : base(nameof(SdEncoderLevel))
    {
        block = [];
        for (var i = 0; i < resBlocks; i++)
            block.Add(new SdResBlock(i == 0 ? inChannels : outChannels, outChannels, NormKind.Group));
        this.downsample = downsample ? new StridedDownsample(outChannels) : null;
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var h = x;
        foreach (var residual in block)
            h = residual.call(h);
        h = downsample is null ? h : downsample.call(h); // [B, O, H/2, W/2]
        return h.MoveToOuterDisposeScope();
    }
}
