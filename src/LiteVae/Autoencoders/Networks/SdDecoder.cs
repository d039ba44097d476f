using LiteVae.Codec.Models;
using LiteVae.Layers;
using LiteVae.Layers.Norms;
using LiteVae.Runtime;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Autoencoders.Networks;

/// <summary>Stable Diffusion's decoder, with CompVis's names; with SMC, the paper's decoder of section 4.2.</summary>
/// <remarks>
/// With <see cref="NormKind.SelfModulated"/> every block is an SMC block, attention is dropped and <c>conv_out</c> is
/// self-modulated: no operation is global, so the receptive field is finite.
/// </remarks>
internal sealed class SdDecoder : Module<Tensor, Tensor>
{
    private readonly Conv3x3 conv_in;
    private readonly SdMiddle mid;
    private readonly ModuleList<SdLevel> up;
    private readonly GroupNormSilu? norm_out;
    private readonly Module<Tensor, Tensor> conv_out;
    private readonly long _latentChannels;

    public SdDecoder(DecoderConfig config, int latentChannels, long outChannels)
        : base(nameof(SdDecoder))
    {
        _latentChannels = latentChannels;
        long width = config.Channels * config.Multipliers[^1];
        conv_in = new Conv3x3(latentChannels, width);
        mid = new SdMiddle(width, config.Norm, config.MidAttention, config.Dropout);
        var levels = new SdLevel[config.Multipliers.Count];
        for (var level = levels.Length - 1; level >= 0; level--)
        {
            long levelWidth = config.Channels * config.Multipliers[level];
            var attention = config.AttentionFactors.Contains(1 << level);
            levels[level] = new SdLevel(width, levelWidth, config.ResBlocks + 1, config.Norm, attention, config.Dropout);
            if (level > 0)
                levels[level].Resample("upsample", new NearestUpsample(levelWidth));
            width = levelWidth;
        }
        up = new ModuleList<SdLevel>(levels);
        norm_out = config.Norm == NormKind.Group ? SdNorm.CreateWithSilu(width) : null;
        conv_out = Convolutions.Create(width, outChannels, config.Norm);
        RegisterComponents();
        if (config.Norm == NormKind.SelfModulated)
            PlainConvolutions.PreserveScale(this);
    }

    public override Tensor forward(Tensor latent) // [B, Z, h, w]
    {
        TensorGuards.RequireChannels(latent, _latentChannels, "The decoder");
        using var scope = NewDisposeScope();
        var h = mid.call(conv_in.call(latent.to_type(conv_in.Weight.dtype))); // [B, 4C, h, w]
        for (var level = up.Count - 1; level >= 0; level--)
            h = up[level].call(h); // ... [B, C, 8h, 8w]
        h = norm_out is null ? functional.silu(h) : norm_out.call(h);
        return conv_out.call(h).MoveToOuterDisposeScope(); // [B, 3, 8h, 8w]
    }
}
