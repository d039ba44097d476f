using LiteVae.Kernels;
using LiteVae.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Inference.Stages;

/// <summary>GroupNorm and SiLU, or one of them alone.</summary>
internal sealed class NormStage : Stage
{
    private readonly GroupNormKernel? _kernel;
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
        (_epsilon, _silu) = (epsilon, silu);
        if (KernelTensors.Take(weight, type))
            _kernel = Own(Kernel(weight, bias));
        else
            (_weight, _bias) = (Keep(weight, type), Keep(bias, type));
    }

    private NormStage(GroupNormKernel? kernel) => (_kernel, _silu) = (kernel is null ? null : Own(kernel), true);

    /// <summary>Whether it normalises; otherwise it is SiLU alone.</summary>
    public bool Normalises => _groups > 0;

    /// <summary>SiLU alone, for networks that do not normalise.</summary>
    public static unsafe NormStage Silu(bool kernels) => new(kernels ? new GroupNormKernel(null, null, 0, 0, 0, silu: true) : null);

    public override Tensor Run(Tensor x) => Run(x, beside: null);

    /// <param name="x">[B,C,H,W], channels last.</param>
    /// <param name="beside">[B,D,H,W]: channels that follow those of <paramref name="x"/>.</param>
    /// <returns>[B,C+D,H,W], channels last.</returns>
    public Tensor Run(Tensor x, Tensor? beside)
    {
        if (_kernel is null)
            return RunTorch(x, beside);
        var y = KernelTensors.Create(x.size(0), x.size(1) + (beside?.size(1) ?? 0), x.size(2), x.size(3));
        _kernel.Run(KernelTensors.Maps(x), KernelTensors.MapsOrNone(beside), KernelTensors.Maps(y));
        return y;
    }

    /// <summary>The same, into the input's own memory where that saves some; the input is the result then, or disposed.</summary>
    public Tensor RunInPlace(Tensor x)
    {
        if (_kernel is null)
        {
            using var input = x;
            return RunTorch(x, null);
        }
        var maps = KernelTensors.Maps(x);
        _kernel.Run(maps, null, maps);
        return x;
    }

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
