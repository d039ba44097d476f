using LiteVae.Codec.Networks;
using LiteVae.Codec.Networks.Costs;
using LiteVae.Codec.Networks.Stages;
using LiteVae.Codec.Networks.Stages.Layers;
using Resampling = LiteVae.Codec.Diffusion.Denoisers.Stages.DenoiserBlockStage.Resampling;

namespace LiteVae.Codec.Diffusion.Denoisers.Stages;

/// <summary>The UNet of latent diffusion (Rombach et al. 2022), with the names of its checkpoints.</summary>
internal sealed class UNetDenoiserStage : Stage
{
    private static readonly ConvolutionGeometry Halving = new(Kernel: 3, Stride: 2, Before: 1, After: 1);

    private readonly List<Stage> _input = [];
    private readonly Stage _middle;
    private readonly List<(string Name, DenoiserBlockStage Block, Stage After)> _output = [];
    private readonly Stage _out;

    public UNetDenoiserStage(Weights weights, UNetDenoiserConfig config)
    {
        var width = config.ModelChannels;
        var skipped = new Stack<int>([width]);
        _input.Add(Own(new ConvolutionStage(weights.Part("input_blocks.0.0"), config.Channels, width, ConvolutionGeometry.Same(3))));
        for (var level = 0; level < config.Multipliers.Count; level++)
        {
            var next = config.ModelChannels * config.Multipliers[level];
            for (var i = 0; i < config.ResBlocks; i++)
            {
                var part = weights.Part($"input_blocks.{_input.Count}");
                List<Stage> stages = [Block(part.Part("0"), width, next)];
                if (config.AttentionFactors.Contains(1 << level))
                    stages.Add(Attention(part.Part("1"), next));
                _input.Add(Own(new SequenceStage(part.Name, stages)));
                skipped.Push(width = next);
            }
            if (level == config.Multipliers.Count - 1)
                break;
            var down = weights.Part($"input_blocks.{_input.Count}.0");
            _input.Add(Own<Stage>(config.ResBlockResampling ? Block(down, width, width, Resampling.Down) : new ConvolutionStage(down.Part("op"), width, width, Halving)));
            skipped.Push(width);
        }
        var middle = weights.Part("middle_block");
        _middle = Own(new SequenceStage(middle.Name, Block(middle.Part("0"), width, width), Attention(middle.Part("1"), width), Block(middle.Part("2"), width, width)));
        for (var level = config.Multipliers.Count - 1; level >= 0; level--)
        {
            var next = config.ModelChannels * config.Multipliers[level];
            for (var i = 0; i <= config.ResBlocks; i++)
            {
                var part = weights.Part($"output_blocks.{_output.Count}");
                var block = Own(Block(part.Part("0"), width + skipped.Pop(), next));
                width = next;
                List<Stage> after = [];
                if (config.AttentionFactors.Contains(1 << level))
                    after.Add(Attention(part.Part("1"), width));
                var last = part.Part($"{1 + after.Count}");
                if (level > 0 && i == config.ResBlocks)
                    after.Add(config.ResBlockResampling ? Block(last, width, width, Resampling.Up) : new UpsampleStage(last.Part("conv"), width, collectMoments: false, smallMaps: true));
                _output.Add((part.Name, block, Own(new SequenceStage("", after))));
            }
        }
        _out = Own(new NormedConvolutionStage(
            DenoiserBlockStage.Norm(weights.Part("out.0"), width), new ConvolutionStage(weights.Part("out.2"), width, config.Channels, ConvolutionGeometry.Same(3))));

        DenoiserBlockStage Block(Weights part, int from, int to, Resampling resampling = Resampling.None) => new(part, from, to, config, resampling);
        DenoiserAttentionStage Attention(Weights part, int channels) => new(part, channels, config.Heads ?? channels / config.HeadChannels!.Value);
    }

    public override Features Run(Features x, Workspace workspace) // [B, h, w, Z]
    {
        var h = x;
        var skips = new Stack<Features>();
        foreach (var stage in _input)
            skips.Push(h = stage.Run(h, workspace));
        h = _middle.Run(h, workspace);
        foreach (var (name, block, after) in _output)
        {
            var skip = skips.Pop();
            var y = block.Run(h, skip, workspace);
            h.Release();
            skip.Release();
            h = after.Run(y, workspace);
            if (h != y)
                y.Release();
            workspace.Completed(name, h);
        }
        var prediction = _out.Run(h, workspace); // [B, h, w, Z]
        h.Release();
        return prediction;
    }

    public override ReceptiveField Before(ReceptiveField output) => output.Attended();
}
