using LiteVae.Kernels;
using static TorchSharp.torch;

namespace LiteVae.Inference.Stages;

/// <summary>Stages one after the other.</summary>
internal sealed class SequenceStage : Stage
{
    private readonly Stage[] _stages;

    public SequenceStage(params IEnumerable<Stage> stages) => _stages = [.. stages.Select(Own)];

    public override Tensor Run(Tensor x)
    {
        using var scope = NewDisposeScope();
        var h = x;
        foreach (var stage in _stages)
        {
            var next = stage.Run(h);
            if (!ReferenceEquals(h, x)) // which is the caller's
                FeatureMapPool.Recycle(h);
            h = next;
        }
        return h.MoveToOuterDisposeScope();
    }
}
