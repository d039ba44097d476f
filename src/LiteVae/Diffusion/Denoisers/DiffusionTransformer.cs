using LiteVae.Codec.Diffusion.Denoisers;
using LiteVae.Runtime;
using LiteVae.Runtime.Numbers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Diffusion.Denoisers;

/// <summary>A diffusion transformer (DiT; Peebles and Xie 2023), with the names of its checkpoints; it predicts as many channels as it is given.</summary>
internal sealed class DiffusionTransformer : Denoiser
{
    private const long Frequencies = 256;

    private readonly PatchEmbedding x_embedder;
    private readonly TimeEmbedder t_embedder;
    private readonly LabelEmbedder? y_embedder;
    private readonly ModuleList<DitBlock> blocks = [];
    private readonly DitFinalLayer final_layer;
    private readonly DitConfig _config;

    public DiffusionTransformer(DitConfig config)
        : base(config, nameof(DiffusionTransformer))
    {
        _config = config;
        x_embedder = new PatchEmbedding(config.Channels, config.Width, config.Patch);
        t_embedder = new TimeEmbedder(Frequencies, config.Width);
        y_embedder = config.Labels > 0 ? new LabelEmbedder(config.Labels, config.Width) : null;
        for (var i = 0; i < config.Depth; i++)
            blocks.Add(new DitBlock(config.Width, config.Heads, config.MlpRatio));
        final_layer = new DitFinalLayer(config.Width, (long)config.Patch * config.Patch * config.Channels);
        RegisterComponents();
    }

    public override Tensor forward(Tensor latents, Tensor times, Tensor? labels)
    {
        RequireLabels(labels);
        long patch = _config.Patch;
        TensorGuards.RequireMultiple(latents, _config.Channels, patch, "The denoiser");
        using var scope = NewDisposeScope();
        var (batch, rows, columns) = (latents.size(0), latents.size(2) / patch, latents.size(3) / patch);
        var tokens = x_embedder.call(latents.to_type(x_embedder.Type)); // [B, N, D]
        tokens = tokens.Plus(GridEmbedding.Of(rows, columns, _config.Width).to(tokens.device).to_type(tokens.dtype));
        var condition = t_embedder.call(TimestepEmbedding.Of(times, Frequencies).to_type(tokens.dtype)); // [B, D]
        if (y_embedder is not null)
            condition = condition.Plus(y_embedder.call(labels!));
        condition = functional.silu(condition); // as the first operation of every modulation
        foreach (var block in blocks)
            tokens = block.call(tokens, condition);
        return final_layer.call(tokens, condition) // [B, N, p p Z]
            .view(batch, rows, columns, patch, patch, _config.Channels).permute(0, 5, 1, 3, 2, 4) // [B, Z, rows, p, columns, p]
            .reshape(batch, _config.Channels, rows * patch, columns * patch).MoveToOuterDisposeScope();
    }
}
