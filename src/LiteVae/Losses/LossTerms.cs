using TorchSharp;
using static TorchSharp.torch;

namespace LiteVae.Losses;

/// <summary>The named scalars of an objective and their weighted sum. Values are read back only when asked for.</summary>
internal sealed class LossTerms
{
    private readonly List<(string Name, Tensor Value)> _terms = [];
    private Tensor? _total;

    /// <summary>The weighted sum, with its graph.</summary>
    public Tensor Total => _total ?? throw new InvalidOperationException("No term was added.");

    public void Add(string name, Tensor value, double weight)
    {
        _terms.Add((name, value.detach()));
        var weighted = value * weight;
        _total = _total is null ? weighted : _total + weighted;
    }

    /// <summary>Reads the terms as <c>loss/NAME</c>, unweighted, and the sum as <c>loss/total</c>.</summary>
    public Dictionary<string, double> Read()
    {
        var values = new Dictionary<string, double> { ["loss/total"] = Total.ToDouble() };
        foreach (var (name, value) in _terms)
            values[$"loss/{name}"] = value.ToDouble();
        return values;
    }

    public LossTerms MoveToOuterDisposeScope()
    {
        Total.MoveToOuterDisposeScope();
        foreach (var (_, value) in _terms)
            value.MoveToOuterDisposeScope();
        return this;
    }
}
