using LiteVae.Layers;
using LiteVae.Runtime;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Autoencoders;

/// <summary>Stable Diffusion's decoder, with CompVis's names; with SMC, the paper's decoder of section 4.2.</summary>
/// <remarks>
/// With <see cref="NormKind.SelfModulated"/> every block is an SMC block, attention is dropped and <c>conv_out</c> is
/// self-modulated: no operation is global, so the receptive field is finite.
/// </remarks>
internal sealed class SdDecoder : Module<Tensor, Tensor>
{
    private readonly Conv2d conv_in;
    private readonly SdMiddle mid;
    private readonly ModuleList<SdDecoderLevel> up;
    private readonly GroupNorm? norm_out;
    private readonly Module<Tensor, Tensor> conv_out;
    private readonly long _latentChannels;

    public SdDecoder(DecoderConfig config, int latentChannels, long outChannels)
        : base(nameof(SdDecoder))
    {
        _latentChannels = latentChannels;
        long width = config.Channels * config.Multipliers[^1];
        conv_in = Conv2d(latentChannels, width, 3, padding: 1);
        mid = new SdMiddle(width, config.Norm, config.MidAttention);
        var levels = new SdDecoderLevel[config.Multipliers.Count];
        for (var level = levels.Length - 1; level >= 0; level--)
        {
            long levelWidth = config.Channels * config.Multipliers[level];
            levels[level] = new SdDecoderLevel(width, levelWidth, config.ResBlocks + 1, config.Norm, upsample: level > 0);
            width = levelWidth;
        }
        up = new ModuleList<SdDecoderLevel>(levels);
        norm_out = config.Norm == NormKind.Group ? SdNorm.Create(width) : null;
        conv_out = Convolutions.Create(width, outChannels, config.Norm);
        RegisterComponents();
        if (config.Norm == NormKind.SelfModulated)
            PlainConvolutions.PreserveScale(this);
    }

    public override Tensor forward(Tensor latent) // [B, Z, h, w]
    {
        TensorGuards.RequireChannels(latent, _latentChannels, "The decoder");
        using var scope = NewDisposeScope();
        var h = mid.call(conv_in.call(latent)); // [B, 4C, h, w]
        for (var level = up.Count - 1; level >= 0; level--)
            h = up[level].call(h); // ... [B, C, 8h, 8w]
        h = norm_out is null ? h : norm_out.call(h);
        return conv_out.call(functional.silu(h)).MoveToOuterDisposeScope(); // [B, 3, 8h, 8w]
    }
}

/// <summary>One level of the decoder: residual blocks, then upsampling.</summary>
internal sealed class SdDecoderLevel : Module<Tensor, Tensor>
{
    private readonly ModuleList<SdResBlock> block;
    private readonly NearestUpsample? upsample;

    public SdDecoderLevel(long inChannels, long outChannels, int resBlocks, NormKind norm, bool upsample)
        : base(nameof(SdDecoderLevel))
    {
        block = [];
        for (var i = 0; i < resBlocks; i++)
            block.Add(new SdResBlock(i == 0 ? inChannels : outChannels, outChannels, norm));
        this.upsample = upsample ? new NearestUpsample(outChannels) : null;
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var h = x;
        foreach (var residual in block)
            h = residual.call(h);
        h = upsample is null ? h : upsample.call(h); // [B, O, 2H, 2W]
        return h.MoveToOuterDisposeScope();
    }
}
