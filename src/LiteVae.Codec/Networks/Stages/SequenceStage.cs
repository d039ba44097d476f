using LiteVae.Codec.Networks.Costs;

namespace LiteVae.Codec.Networks.Stages;

/// <summary>Stages one after the other.</summary>
internal sealed class SequenceStage : Stage
{
    private readonly string _name;
    private readonly Stage[] _stages;

    /// <param name="name">The part's name in the model file; empty where it has none.</param>
    /// <param name="stages">In the order of the computation.</param>
    public SequenceStage(string name, params IEnumerable<Stage> stages) => (_name, _stages) = (name, [.. stages.Select(Own)]);

    public override Features Run(Features x, Workspace workspace)
    {
        var h = x;
        foreach (var stage in _stages)
        {
            var next = stage.Run(h, workspace);
            if (!ReferenceEquals(h, x)) // which is the caller's
                h.Release();
            h = next;
        }
        if (_name.Length > 0)
            workspace.Completed(_name, h);
        return h;
    }

    public override ReceptiveField Before(ReceptiveField output) => _stages.Reverse().Aggregate(output, (field, stage) => stage.Before(field));
}
