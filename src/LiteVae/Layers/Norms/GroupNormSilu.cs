using LiteVae.Codec.Kernels;
using LiteVae.Kernels;
using LiteVae.Layers.Autograd;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Layers.Norms;

/// <summary>GroupNorm and the SiLU after it: PyTorch's <c>GroupNorm</c> in names, one operation on a processor.</summary>
internal sealed class GroupNormSilu : Module<Tensor, Tensor>
{
    private readonly Parameter weight;
    private readonly Parameter bias;
    private readonly long _groups;
    private readonly double _epsilon;

    /// <param name="groups">The most groups; where that does not divide the channels, the largest number below that does.</param>
    /// <param name="channels">At least 1.</param>
    /// <param name="epsilon">Added to the variance.</param>
    public GroupNormSilu(long groups, long channels, double epsilon)
        : base(nameof(GroupNormSilu))
    {
        weight = Parameter(ones(channels));
        bias = Parameter(zeros(channels));
        (_groups, _epsilon) = (GroupNorms.Dividing(groups, channels), epsilon);
        RegisterComponents();
    }

    /// <summary>[C].</summary>
    public Parameter Weight => weight;

    /// <summary>[C].</summary>
    public Parameter Bias => bias;

    /// <summary>The number of groups.</summary>
    public int Groups => (int)_groups;

    /// <summary>Added to the variance.</summary>
    public double Epsilon => _epsilon;

    public override Tensor forward(Tensor x)
    {
        if (Processor.RunsTrainingKernels && KernelTensors.Supports(weight, x.dtype))
            return GroupNormSiluFunction.Normalize(x, weight, bias, _groups, _epsilon);
        using var h = GroupNorms.Normalize(x, _groups, weight, bias, _epsilon);
        return functional.silu(h);
    }
}
