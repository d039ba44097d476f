using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Encoders;
using LiteVae.Layers;
using LiteVae.Runtime.Numbers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Autoencoders.Networks;

/// <summary>A vision transformer over the positions of the latent: the aggregator of Table 20.</summary>
internal sealed class VitNetwork : Module<Tensor, Tensor>
{
    private readonly Conv2d in_layer;
    private readonly Parameter pos_embed;
    private readonly ModuleList<TransformerBlock> blocks;
    private readonly LayerNorm norm;
    private readonly Conv3x3 out_layer;

    public VitNetwork(long inChannels, long outChannels, VitConfig config)
        : base(nameof(VitNetwork))
    {
        in_layer = Conv2d(inChannels, config.Width, 1);
        pos_embed = new Parameter(randn(1, config.Width, config.Grid, config.Grid).Times(0.02));
        blocks = [];
        for (var i = 0; i < config.Depth; i++)
            blocks.Add(new TransformerBlock(config.Width, config.Heads, config.MlpRatio, config.Dropout));
        norm = LayerNorm(config.Width);
        out_layer = new Conv3x3(config.Width, outChannels);
        RegisterComponents();
    }

    /// <exception cref="ArgumentException">More than <see cref="VitConfig.MaxTokens"/> positions.</exception>
    public override Tensor forward(Tensor x) // [B, C, h, w]
    {
        var (height, width) = (x.size(2), x.size(3));
        if (height * width > VitConfig.MaxTokens)
        {
            throw new ArgumentException(
                $"The ViT aggregator attends over all positions of a latent at once, at most {VitConfig.MaxTokens} (128x128); got {height}x{width}. "
                + "Take smaller images, or a model with a UNet aggregator.");
        }
        using var scope = NewDisposeScope();
        var h = in_layer.call(x.to_type(in_layer.weight.dtype)).Plus(Positions(height, width)); // [B, D, h, w]
        h = h.flatten(2).transpose(1, 2); // [B, N, D]
        foreach (var block in blocks)
            h = block.call(h);
        h = norm.call(h).transpose(1, 2).unflatten(2, height, width).contiguous(); // [B, D, h, w]
        return out_layer.call(h).MoveToOuterDisposeScope(); // [B, out, h, w]
    }

    // The embeddings were learned at one size of the latent; any other samples them between.
    private Tensor Positions(long height, long width) => pos_embed.size(2) == height && pos_embed.size(3) == width
        ? pos_embed
        : functional.interpolate(pos_embed, [height, width], mode: InterpolationMode.Bicubic, align_corners: false);
}
