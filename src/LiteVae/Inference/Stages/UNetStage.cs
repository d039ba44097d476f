using LiteVae.Autoencoders;
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

    public override Tensor Run(Tensor x)
    {
        using var scope = NewDisposeScope();
        var h = _in.Run(x); // [B, C, H, W]
        var skips = new Stack<Tensor>();
        foreach (var block in _encoder)
        {
            using var input = skips.Count == 0 ? h : null;
            h = block.Run(h);
            skips.Push(h);
        }
        foreach (var (i, block) in _middle.Index())
        {
            using var input = i > 0 ? h : null; // the first's is a skip connection
            h = block.Run(h);
        }
        foreach (var block in _decoder)
        {
            using var skip = skips.Pop();
            using var input = h;
            h = block.Run(input, skip);
        }
        return _out.Run(h).MoveToOuterDisposeScope(); // [B, out, H, W]
    }
}
