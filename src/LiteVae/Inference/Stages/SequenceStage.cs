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
        var h = x.alias();
        foreach (var stage in _stages)
        {
            var next = stage.Run(h);
            h.Dispose();
            h = next;
        }
        return h.MoveToOuterDisposeScope();
    }
}
