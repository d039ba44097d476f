using LiteVae.Codec.Diffusion.Denoisers;
using LiteVae.Layers;
using LiteVae.Layers.Norms;
using LiteVae.Runtime;
using LiteVae.Runtime.Numbers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Diffusion.Denoisers;

/// <summary>The UNet of latent diffusion (Rombach et al. 2022), with the names of its checkpoints.</summary>
internal sealed class UNetDenoiser : Denoiser
{
    private readonly NumberedModules time_embed;
    private readonly Embedding? label_emb;
    private readonly ModuleList<DenoiserSequence> input_blocks = [];
    private readonly DenoiserSequence middle_block;
    private readonly ModuleList<DenoiserSequence> output_blocks = [];
    private readonly NumberedModules @out;

    private readonly UNetDenoiserConfig _config;

    public UNetDenoiser(UNetDenoiserConfig config)
        : base(config, nameof(UNetDenoiser))
    {
        _config = config;
        var embedding = 4L * config.ModelChannels;
        time_embed = new NumberedModules((0, Linear(config.ModelChannels, embedding)), (2, Linear(embedding, embedding)));
        label_emb = config.Labels > 0 ? Embedding(config.Labels, embedding) : null;

        DenoiserResBlock Block(long from, long to, Resampling resampling = Resampling.None) =>
            new(from, to, embedding, config.ScaleShiftNorm, config.Dropout, resampling);
        DenoiserAttention Attention(long channels) => new(channels, config.Heads ?? channels / config.HeadChannels!.Value);

        long width = config.ModelChannels;
        var skipped = new Stack<long>([width]);
        input_blocks.Add(new DenoiserSequence(new Conv3x3(config.Channels, width)));
        for (var level = 0; level < config.Multipliers.Count; level++)
        {
            var attends = config.AttentionFactors.Contains(1 << level);
            for (var i = 0; i < config.ResBlocks; i++)
            {
                var next = (long)config.ModelChannels * config.Multipliers[level];
                input_blocks.Add(new DenoiserSequence(attends ? [Block(width, next), Attention(next)] : [Block(width, next)]));
                skipped.Push(width = next);
            }
            if (level == config.Multipliers.Count - 1)
                break;
            input_blocks.Add(new DenoiserSequence(config.ResBlockResampling ? Block(width, width, Resampling.Down) : new DenoiserDownsample(width)));
            skipped.Push(width);
        }
        middle_block = new DenoiserSequence(Block(width, width), Attention(width), Block(width, width));
        for (var level = config.Multipliers.Count - 1; level >= 0; level--)
        {
            for (var i = 0; i <= config.ResBlocks; i++)
            {
                var next = (long)config.ModelChannels * config.Multipliers[level];
                List<Module> modules = [Block(width + skipped.Pop(), next)];
                width = next;
                if (config.AttentionFactors.Contains(1 << level))
                    modules.Add(Attention(width));
                if (level > 0 && i == config.ResBlocks)
                    modules.Add(config.ResBlockResampling ? Block(width, width, Resampling.Up) : new NearestUpsample(width));
                output_blocks.Add(new DenoiserSequence([.. modules]));
            }
        }
        @out = new NumberedModules((0, DenoiserNorm.CreateWithSilu(width)), (2, ZeroStart.Of(new Conv3x3(width, config.Channels))));
        RegisterComponents();
    }

    public override Tensor forward(Tensor latents, Tensor times, Tensor? labels)
    {
        RequireLabels(labels);
        var factor = 1L << (_config.Multipliers.Count - 1);
        TensorGuards.RequireMultiple(latents, _config.Channels, factor, "The denoiser");
        using var scope = NewDisposeScope();
        var type = @out.Get<Conv3x3>(2).Weight.dtype;
        var embedding = TimestepEmbedding.Of(times, _config.ModelChannels).to_type(type); // [B, C]
        embedding = time_embed.Get<Linear>(2).call(functional.silu(time_embed.Get<Linear>(0).call(embedding))); // [B, 4C]
        if (label_emb is not null)
            embedding = embedding.Plus(label_emb.call(labels!));
        embedding = functional.silu(embedding); // as the first operation of every block's emb_layers

        var h = latents.to_type(type);
        var skipped = new Stack<Tensor>();
        foreach (var block in input_blocks)
            skipped.Push(h = block.call(h, embedding));
        h = middle_block.call(h, embedding);
        foreach (var block in output_blocks)
            h = block.call(cat([h, skipped.Pop()], 1), embedding);
        return @out.Get<Conv3x3>(2).call(@out.Get<GroupNormSilu>(0).call(h)).MoveToOuterDisposeScope(); // [B, Z, h, w]
    }
}
