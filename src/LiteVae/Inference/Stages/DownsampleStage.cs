using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Inference.Stages;

/// <summary>A 3x3 convolution of stride two, padded at the right and the bottom only.</summary>
internal sealed class DownsampleStage : Stage
{
    private readonly ConvolutionStage _conv;

    public DownsampleStage(NamedTensors t, ScalarType type) => _conv = Own(new ConvolutionStage(t.Part("conv"), type, stride: 2, padding: 0));

    public override Tensor Run(Tensor x)
    {
        using var scope = NewDisposeScope();
        return _conv.Run(Layout.ChannelsLast(functional.pad(x, [0, 1, 0, 1]))).MoveToOuterDisposeScope(); // [B, C, H/2, W/2]
    }
}
