using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Runs;

/// <summary>The named numbers of one step, each the mean over the parts of its batch. Tensors are read back only when asked for.</summary>
/// <remarks>Owns its tensors, so that they outlive the scopes in which they are made.</remarks>
/// <param name="parts">The number of parts.</param>
internal sealed class StepScalars(int parts) : IDisposable
{
    private readonly Dictionary<string, Tensor> _sums = [];

    public void Add(IEnumerable<(string Name, Tensor Value)> values)
    {
        foreach (var (name, value) in values)
            Add(name, value);
    }

    /// <summary>Adds one part's scalar; it has no graph.</summary>
    public void Add(string name, Tensor value)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var share = value.to_type(ScalarType.Float64).DividedBy(parts).DetachFromDisposeScope();
        if (_sums.TryAdd(name, share))
            return;
        _sums[name].AddInPlace(share);
        share.Dispose();
    }

    /// <summary>Adds a scalar of the whole batch.</summary>
    public void AddWhole(string name, Tensor value)
    {
        using var all = value.Times(parts);
        Add(name, all);
    }

    public Dictionary<string, double> Read() => _sums.ToDictionary(s => s.Key, s => s.Value.ToNumber());

    public void Dispose()
    {
        foreach (var sum in _sums.Values)
            sum.Dispose();
    }
}
