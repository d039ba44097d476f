using LiteVae.Codec.Models;
using LiteVae.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Autoencoders.Networks;

/// <summary>One level of Stable Diffusion's encoder or decoder: residual blocks, each with attention where wanted, then resampling.</summary>
internal sealed class SdLevel : Module<Tensor, Tensor>
{
    private readonly ModuleList<SdResBlock> block;
    private readonly ModuleList<SpatialAttention> attn;
    private Module<Tensor, Tensor>? _resample;

    public SdLevel(long inChannels, long outChannels, int resBlocks, NormKind norm, bool attention, double dropout)
        : base(nameof(SdLevel))
    {
        block = [];
        attn = [];
        for (var i = 0; i < resBlocks; i++)
        {
            block.Add(new SdResBlock(i == 0 ? inChannels : outChannels, outChannels, norm, dropout));
            if (attention)
                attn.Add(new SpatialAttention(outChannels));
        }
        RegisterComponents();
    }

    /// <summary>Ends the level with a change of resolution, under the checkpoint's name for it.</summary>
    public void Resample(string name, Module<Tensor, Tensor> resample)
    {
        register_module(name, resample);
        _resample = resample;
    }

    public override Tensor forward(Tensor x) // [B, I, H, W]
    {
        using var scope = NewDisposeScope();
        var h = x;
        for (var i = 0; i < block.Count; i++)
        {
            h = block[i].call(h); // [B, O, H, W]
            h = attn.Count == 0 ? h : attn[i].call(h);
        }
        h = _resample is null ? h : _resample.call(h); // [B, O, H/2, W/2] or [B, O, 2H, 2W]
        return h.MoveToOuterDisposeScope();
    }
}
