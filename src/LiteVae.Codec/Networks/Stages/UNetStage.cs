using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Encoders;
using LiteVae.Codec.Networks.Costs;
using LiteVae.Codec.Networks.Stages.Blocks;
using LiteVae.Codec.Networks.Stages.Layers;

namespace LiteVae.Codec.Networks.Stages;

/// <summary>A UNet without resampling: the extractor of one wavelet level, and the aggregator of all (section 4.1).</summary>
/// <remarks>The stack of skip connections holds the first convolution's output too, which is never taken, as in the paper's listing.</remarks>
internal sealed class UNetStage : Stage
{
    private readonly string _name;
    private readonly ConvolutionStage _in;
    private readonly List<ResidualStage> _encoder = [];
    private readonly ResidualStage[] _middle;
    private readonly List<ResidualStage> _decoder = [];
    private readonly ConvolutionStage _out;

    public UNetStage(Weights weights, int inputs, int outputs, UNetConfig config)
    {
        _name = weights.Name;
        _in = Own(new ConvolutionStage(weights.Part("in_layer"), inputs, config.Channels, ConvolutionGeometry.Same(3)));
        var width = config.Channels;
        var skips = new Stack<int>();
        foreach (var multiplier in config.Multipliers)
        {
            for (var i = 0; i < config.ResBlocks; i++)
            {
                _encoder.Add(Block($"encoder_blocks.{_encoder.Count}", width, config.Channels * multiplier));
                width = config.Channels * multiplier;
                skips.Push(width);
            }
        }
        _middle = [Block("mid_block.res0", width, width), Block("mid_block.res1", width, width)];
        foreach (var multiplier in config.Multipliers.Reverse())
        {
            for (var i = 0; i < config.ResBlocks; i++)
            {
                _decoder.Add(Block($"decoder_blocks.{_decoder.Count}", width + skips.Pop(), config.Channels * multiplier));
                width = config.Channels * multiplier;
            }
        }
        _out = Own(new ConvolutionStage(weights.Part("out_layer"), width, outputs, ConvolutionGeometry.Same(3)));

        ResidualStage Block(string name, int from, int to) => Own(ResidualStage.Feature(weights.Part(name), from, to, config));
    }

    public override Features Run(Features x, Workspace workspace) // [B, H, W, in]
    {
        var h = _in.Run(x, workspace, new() { CollectMoments = _middle[0].Normalizes }); // [B, H, W, C]
        var skips = new Stack<Features>();
        foreach (var block in _encoder)
        {
            h = Step(block, h, workspace, keeps: skips.Count > 0);
            skips.Push(h);
        }
        foreach (var (i, block) in _middle.Index())
            h = Step(block, h, workspace, keeps: i == 0);
        workspace.Completed($"{_name}.mid_block", h);
        foreach (var block in _decoder)
        {
            var skip = skips.Pop();
            h = Step(block, h, workspace, skip);
            skip.Release();
        }
        var y = _out.Run(h, workspace); // [B, H, W, out]
        h.Release();
        workspace.Completed(_name, y);
        return y;
    }

    // The skip connections see less than the blocks in the middle do.
    public override ReceptiveField Before(ReceptiveField output)
    {
        IEnumerable<Stage> stages = [_in, .. _encoder, .. _middle, .. _decoder, _out];
        return stages.Reverse().Aggregate(output, (field, stage) => stage.Before(field));
    }

    // The input is not needed any longer, unless it waits as a skip connection.
    private static Features Step(ResidualStage block, Features x, Workspace workspace, Features? skip = null, bool keeps = false)
    {
        var y = block.Run(x, skip, workspace);
        if (!keeps)
            x.Release();
        return y;
    }
}
