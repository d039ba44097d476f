using LiteVae.Codec.Networks.Costs;

namespace LiteVae.Codec.Networks.Stages;

/// <summary>A part of a network, prepared for inference: weights are constant and packed for the kernels.</summary>
/// <remarks>
/// A stage holds no state between runs, so that several threads may run one at once. It owns its weights. A stage that was
/// built from declared weights can only be rehearsed.
/// </remarks>
internal abstract class Stage : IDisposable
{
    private readonly List<IDisposable> _owned = [];

    /// <summary>Computes the part's output.</summary>
    /// <param name="x">The input; it stays the caller's.</param>
    /// <param name="workspace">Memory and observer of this run.</param>
    /// <returns>The output, which the caller releases.</returns>
    public abstract Features Run(Features x, Workspace workspace);

    /// <summary>The input positions that decide about a range of output positions.</summary>
    public abstract ReceptiveField Before(ReceptiveField output);

    public void Dispose()
    {
        foreach (var owned in _owned)
            owned.Dispose();
        _owned.Clear();
    }

    /// <summary>Has something disposed with this stage.</summary>
    protected T Own<T>(T owned)
        where T : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }
}
