using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Encoders;
using LiteVae.Layers;
using LiteVae.Layers.Norms;
using LiteVae.Runtime;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Autoencoders.Networks;

/// <summary>Stable Diffusion's encoder (Rombach et al. 2022), with CompVis's names: the baseline of Tables 1 to 3.</summary>
internal sealed class SdEncoder : Module<Tensor, Tensor>
{
    private readonly Conv3x3 conv_in;
    private readonly ModuleList<SdLevel> down;
    private readonly SdMiddle mid;
    private readonly GroupNormSilu norm_out;
    private readonly Conv3x3 conv_out;
    private readonly int _factor;

    public SdEncoder(SdEncoderConfig config, int latentChannels)
        : base(nameof(SdEncoder))
    {
        conv_in = new Conv3x3(3, config.Channels);
        down = [];
        long width = config.Channels;
        for (var level = 0; level < config.Multipliers.Count; level++)
        {
            long levelWidth = config.Channels * config.Multipliers[level];
            var attention = config.AttentionFactors.Contains(1 << level);
            var blocks = new SdLevel(width, levelWidth, config.ResBlocks, NormKind.Group, attention, config.Dropout);
            if (level < config.Multipliers.Count - 1)
                blocks.Resample("downsample", new StridedDownsample(levelWidth));
            down.Add(blocks);
            width = levelWidth;
        }
        mid = new SdMiddle(width, NormKind.Group, config.MidAttention, config.Dropout);
        norm_out = SdNorm.CreateWithSilu(width);
        conv_out = new Conv3x3(width, 2 * latentChannels);
        _factor = 1 << (config.Multipliers.Count - 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor image) // [B, 3, H, W] in [-1,1]
    {
        TensorGuards.RequireMultiple(image, 3, _factor, "Stable Diffusion's encoder");
        using var scope = NewDisposeScope();
        var h = conv_in.call(image.to_type(conv_in.Weight.dtype)); // [B, C, H, W]
        foreach (var level in down)
            h = level.call(h); // ... [B, 4C, H/8, W/8]
        h = mid.call(h);
        h = norm_out.call(h);
        return conv_out.call(h).MoveToOuterDisposeScope(); // [B, 2Z, H/8, W/8]
    }
}
