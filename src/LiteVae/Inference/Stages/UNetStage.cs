using LiteVae.Autoencoders;
using LiteVae.Codec.Models;
using static TorchSharp.torch;

namespace LiteVae.Inference.Stages;

/// <summary>A UNet without resampling: <see cref="FeatureNetwork"/>.</summary>
internal sealed class UNetStage : Stage
{
    private readonly ConvolutionStage _in;
    private readonly ResidualStage[] _encoder;
    private readonly ResidualStage[] _middle;
    private readonly ResidualStage[] _decoder;
    private readonly ConvolutionStage _out;

    public UNetStage(NamedTensors t, UNetConfig config, ScalarType type)
    {
        ResidualStage Block(NamedTensors block) => Own(ResidualStage.Feature(block, config.ResidualScale, type));
        _in = Own(new ConvolutionStage(t.Part("in_layer"), type));
        _encoder = [.. t.List("encoder_blocks").Select(Block)];
        _middle = [Block(t.Part("mid_block.res0")), Block(t.Part("mid_block.res1"))];
        _decoder = [.. t.List("decoder_blocks").Select(Block)];
        _out = Own(new ConvolutionStage(t.Part("out_layer"), type));
    }

    public override Features Run(Features x)
    {
        using var scope = NewDisposeScope();
        var h = _in.Run(x, new() { Measure = _middle[0].Normalises }); // [B, C, H, W]
        var skips = new Stack<Features>();
        foreach (var block in _encoder)
        {
            h = Step(block, h, keeps: skips.Count > 0);
            skips.Push(h);
        }
        foreach (var (i, block) in _middle.Index())
            h = Step(block, h, keeps: i == 0);
        foreach (var block in _decoder)
        {
            var skip = skips.Pop();
            h = Step(block, h, skip);
            skip.Recycle();
        }
        var y = _out.Run(h); // [B, out, H, W]
        h.Recycle();
        return y.MoveToOuterDisposeScope();
    }

    // The input is not needed any longer, unless it waits as a skip connection.
    private static Features Step(ResidualStage block, Features x, Features? skip = null, bool keeps = false)
    {
        var y = block.Run(x, skip);
        if (!keeps)
            x.Recycle();
        return y;
    }
}
