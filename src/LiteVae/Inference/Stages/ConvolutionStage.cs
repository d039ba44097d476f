using LiteVae.Kernels;
using LiteVae.Layers;
using static TorchSharp.torch;

namespace LiteVae.Inference.Stages;

/// <summary>A convolution; of a self-modulated one the effective weight, which is a constant here.</summary>
internal sealed class ConvolutionStage : Stage
{
    private readonly PreparedConvolution _convolution;

    /// <param name="tensors">The layer's.</param>
    /// <param name="type">The type of the computation.</param>
    /// <param name="shape">Stride and padding; by default the output is as large as the input.</param>
    public ConvolutionStage(NamedTensors tensors, ScalarType type, ConvolutionShape? shape = null)
    {
        using var scope = NewDisposeScope();
        var modulated = tensors.Has("scales");
        var weight = modulated ? SelfModulatedConv2d.EffectiveWeight(tensors["conv.weight"], tensors["scales"], tensors["gain"]) : tensors["weight"];
        var bias = tensors[modulated ? "conv.bias" : "bias"];
        var steps = shape ?? ConvolutionShape.Same(weight.size(2));
        UsesKernels = KernelTensors.Take(weight, type);
        _convolution = Own<PreparedConvolution>(UsesKernels ? new KernelConvolution(weight, bias, steps) : new TorchConvolution(Keep(weight, type), Keep(bias, type), steps));
        tensors.Done();
    }

    /// <summary>Whether it is computed by our own kernels.</summary>
    public bool UsesKernels { get; }

    public override Features Run(Features x) => Run(x, new());

    /// <inheritdoc cref="PreparedConvolution.Run"/>
    public Features Run(Features x, Surroundings around) => _convolution.Run(x, around);
}
