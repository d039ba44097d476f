using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Losses;

/// <summary>The named scalars of an objective and their weighted sum, of one batch.</summary>
public sealed class LossTerms
{
    private readonly List<(string Name, Tensor Value)> _terms = [];
    private Tensor? _reconstruction;
    private Tensor? _total;

    internal LossTerms()
    {
    }

    /// <summary>The weighted sum of all terms, a scalar with its graph.</summary>
    public Tensor Total => _total ?? throw new InvalidOperationException("No term was added.");

    /// <summary>The weighted sum of those terms that compare the reconstruction with the image, a scalar with its graph: L_rec of equation (2).</summary>
    public Tensor Reconstruction => _reconstruction ?? throw new InvalidOperationException("No reconstruction term was added.");

    /// <summary>The terms as <c>loss/NAME</c>, unweighted, and the sum as <c>loss/total</c>; without graphs.</summary>
    public IEnumerable<(string Name, Tensor Value)> Named =>
        _terms.Select(t => ($"loss/{t.Name}", t.Value)).Prepend(("loss/total", Total.detach()));

    /// <summary>Adds a term that compares the reconstruction with the image.</summary>
    internal void AddReconstruction(string name, Tensor value, double weight)
    {
        var weighted = value.Times(weight);
        _reconstruction = _reconstruction is null ? weighted : _reconstruction.Plus(weighted);
        Add(name, value, weight);
    }

    /// <summary>Adds any other term.</summary>
    internal void Add(string name, Tensor value, double weight)
    {
        _terms.Add((name, value.detach()));
        var weighted = value.Times(weight);
        _total = _total is null ? weighted : _total.Plus(weighted);
    }

    internal LossTerms MoveToOuterDisposeScope()
    {
        Total.MoveToOuterDisposeScope();
        _reconstruction?.MoveToOuterDisposeScope();
        foreach (var (_, value) in _terms)
            value.MoveToOuterDisposeScope();
        return this;
    }
}
