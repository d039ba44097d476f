using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Encoders;
using LiteVae.Codec.Networks.Costs;
using LiteVae.Codec.Networks.Stages.Blocks;
using LiteVae.Codec.Networks.Stages.Layers;

namespace LiteVae.Codec.Networks.Stages;

/// <summary>NAFNet without resampling, as an extractor (Table 18): blocks, skips that are added, 1x1 convolutions between widths.</summary>
internal sealed class NafStage : Stage
{
    private readonly string _name;
    private readonly ConvolutionStage _in;
    private readonly Stage[] _encoders;
    private readonly ConvolutionStage[] _downs;
    private readonly Stage _middle;
    private readonly Stage[] _decoders;
    private readonly ConvolutionStage[] _ups;
    private readonly ConvolutionStage _out;

    public NafStage(Weights weights, int inputs, int outputs, NafNetConfig config)
    {
        int[] widths = [.. config.Multipliers.Select(m => config.Channels * m)];
        var last = widths.Length - 1;
        _name = weights.Name;
        _in = Convolution("in_layer", inputs, widths[0], 3);
        _encoders = [.. widths.Select((width, i) => Blocks($"encoders.{i}", width))];
        _downs = [.. Enumerable.Range(0, last).Select(i => Convolution($"downs.{i}", widths[i], widths[i + 1], 1))];
        _middle = Blocks("middle_blks", widths[last]);
        _ups = [.. Enumerable.Range(0, last).Select(i => Convolution($"ups.{i}", widths[last - i], widths[last - i - 1], 1))];
        _decoders = [.. widths.Reverse().Select((width, i) => Blocks($"decoders.{i}", width))];
        _out = Convolution("out_layer", widths[0], outputs, 3);

        ConvolutionStage Convolution(string name, int from, int to, int kernel) =>
            Own(new ConvolutionStage(weights.Part(name), from, to, ConvolutionGeometry.Same(kernel)));
        Stage Blocks(string name, int width) => Own(new SequenceStage(
            $"{weights.Name}.{name}", Enumerable.Range(0, config.Blocks).Select(i => new NafBlockStage(weights.Part($"{name}.{i}"), width))));
    }

    public override Features Run(Features x, Workspace workspace) // [B, H, W, in]
    {
        var h = _in.Run(x, workspace); // [B, H, W, C]
        var skips = new Stack<Features>();
        for (var i = 0; i < _encoders.Length; i++)
        {
            var input = i == 0 ? h : _downs[i - 1].Run(h, workspace);
            h = _encoders[i].Run(input, workspace);
            input.Release();
            skips.Push(h);
        }
        h = _middle.Run(h, workspace);
        for (var i = 0; i < _decoders.Length; i++)
        {
            var skip = skips.Pop();
            var sum = h;
            if (i > 0)
            {
                sum = _ups[i - 1].Run(h, workspace, new() { Residual = skip });
                h.Release();
            }
            else if (!workspace.IsRehearsal)
            {
                Sum.AddTo(h.Maps, skip.Maps);
            }
            skip.Release();
            h = _decoders[i].Run(sum, workspace);
            sum.Release();
        }
        var y = _out.Run(h, workspace); // [B, H, W, out]
        h.Release();
        workspace.Completed(_name, y);
        return y;
    }

    public override ReceptiveField Before(ReceptiveField output)
    {
        IEnumerable<Stage> stages = [_in, .. _encoders, _middle, .. _decoders, _out];
        return stages.Reverse().Aggregate(output, (field, stage) => stage.Before(field));
    }
}
