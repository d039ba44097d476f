using LiteVae.Codec.Kernels.Norms;
using LiteVae.Kernels;
using LiteVae.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Inference.Stages;

/// <summary>GroupNorm and SiLU, or one of them alone.</summary>
internal sealed class NormStage : Stage
{
    private readonly GroupNormKernel? _kernel;
    private readonly bool _usesKernels;
    private readonly Tensor? _weight;
    private readonly Tensor? _bias;
    private readonly long _groups;
    private readonly double _epsilon;
    private readonly bool _silu;

    /// <param name="tensors">Of the norm.</param>
    /// <param name="groups">The most groups.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="type">The type of the computation.</param>
    /// <param name="silu">Whether SiLU follows.</param>
    public NormStage(NamedTensors tensors, long groups, double epsilon, ScalarType type, bool silu = true)
    {
        var (weight, bias) = (tensors["weight"], tensors["bias"]);
        _groups = GroupNorms.Dividing(groups, weight.size(0));
        (_epsilon, _silu, _usesKernels) = (epsilon, silu, KernelTensors.Take(weight, type));
        if (_usesKernels)
            _kernel = Own(Kernel(weight, bias));
        else
            (_weight, _bias) = (Keep(weight, type), Keep(bias, type));
    }

    private NormStage(bool usesKernels) => (_usesKernels, _silu) = (usesKernels, true);

    /// <summary>Whether it normalises; otherwise it is SiLU alone.</summary>
    public bool Normalises => _groups > 0;

    /// <summary>SiLU alone, for networks that do not normalise.</summary>
    public static NormStage Silu(bool kernels) => new(kernels);

    public override Features Run(Features x) => Run(x, beside: null);

    /// <param name="x">[B,C,H,W].</param>
    /// <param name="beside">[B,D,H,W]: channels that follow those of <paramref name="x"/>.</param>
    /// <returns>[B,C+D,H,W].</returns>
    public Features Run(Features x, Features? beside)
    {
        if (!_usesKernels)
            return new(RunTorch(x.Values, beside?.Values));
        var maps = x.Maps;
        var y = new Features(KernelTensors.Create(maps.Images, maps.Channels + (beside?.Maps.Channels ?? 0), maps.Height, maps.Width));
        using var prologue = Prepare(x, beside);
        prologue.Run(maps, beside?.Maps, y.Maps);
        return y;
    }

    /// <summary>The same, as something that a convolution by our kernels does as it reads. Whoever asks disposes it.</summary>
    public Prologue Prepare(Features x, Features? beside) => _kernel?.Prepare(x.Moments, beside?.Moments, x.Maps.Images) ?? Prologue.Silu;

    private unsafe GroupNormKernel Kernel(Tensor weight, Tensor bias)
    {
        using var weights = KernelTensors.Values(weight);
        using var biases = KernelTensors.Values(bias);
        return new(KernelTensors.Pointer(weights), KernelTensors.Pointer(biases), (int)weight.size(0), (int)_groups, _epsilon, _silu);
    }

    private Tensor RunTorch(Tensor x, Tensor? beside)
    {
        using var scope = NewDisposeScope();
        var h = beside is null ? x : cat([x, beside], 1);
        if (_weight is null)
            return functional.silu(h).MoveToOuterDisposeScope();
        h = functional.group_norm(h, _groups, _weight, _bias, _epsilon);
        return (_silu ? functional.silu(h, inplace: true) : h).MoveToOuterDisposeScope();
    }
}
