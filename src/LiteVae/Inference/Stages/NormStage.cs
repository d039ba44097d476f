using LiteVae.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Inference.Stages;

/// <summary>GroupNorm and SiLU; SiLU alone where a network does not normalise.</summary>
internal sealed class NormStage : Stage
{
    private readonly Tensor? _weight;
    private readonly Tensor? _bias;
    private readonly long _groups;
    private readonly double _epsilon;

    /// <param name="tensors">Of the norm; null for none.</param>
    /// <param name="groups">The most groups.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="type">The type of the weights.</param>
    public NormStage(NamedTensors? tensors, long groups, double epsilon, ScalarType type)
    {
        if (tensors is null)
            return;
        _weight = Keep(tensors["weight"], type);
        _bias = Keep(tensors["bias"], type);
        _groups = GroupNorms.Dividing(groups, _weight.size(0));
        _epsilon = epsilon;
    }

    public override Tensor Run(Tensor x)
    {
        if (_weight is null)
            return functional.silu(x);
        var h = functional.group_norm(x, _groups, _weight, _bias, _epsilon);
        return functional.silu(h, inplace: true);
    }
}
