using LiteVae.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Inference.Stages;

/// <summary>A convolution; of a self-modulated one the effective weight, which is a constant here.</summary>
internal sealed class ConvolutionStage : Stage
{
    private readonly Tensor _weight;
    private readonly Tensor _bias;
    private readonly long _stride;
    private readonly long _padding;

    public ConvolutionStage(NamedTensors tensors, ScalarType type, long stride = 1, long? padding = null)
    {
        using var scope = NewDisposeScope();
        var modulated = tensors.Has("scales");
        var weight = modulated ? SelfModulatedConv2d.EffectiveWeight(tensors["conv.weight"], tensors["scales"], tensors["gain"]) : tensors["weight"];
        _weight = Keep(weight, type);
        _bias = Keep(tensors[modulated ? "conv.bias" : "bias"], type);
        _stride = stride;
        _padding = padding ?? _weight.size(2) / 2;
    }

    public override Tensor Run(Tensor x) => functional.conv2d(x, _weight, _bias, [_stride, _stride], [_padding, _padding]);
}
