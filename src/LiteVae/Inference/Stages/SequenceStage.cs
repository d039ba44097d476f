using static TorchSharp.torch;

namespace LiteVae.Inference.Stages;

/// <summary>Stages one after the other.</summary>
internal sealed class SequenceStage : Stage
{
    private readonly Stage[] _stages;

    public SequenceStage(params IEnumerable<Stage> stages) => _stages = [.. stages.Select(Own)];

    public override Features Run(Features x)
    {
        using var scope = NewDisposeScope();
        var h = x;
        foreach (var stage in _stages)
        {
            var next = stage.Run(h);
            if (!ReferenceEquals(h, x)) // which is the caller's
                h.Recycle();
            h = next;
        }
        return h.MoveToOuterDisposeScope();
    }
}
