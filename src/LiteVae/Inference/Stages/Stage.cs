using LiteVae.Kernels;
using static TorchSharp.torch;

namespace LiteVae.Inference.Stages;

/// <summary>A part of a network, prepared for inference: weights constant, in the layout and type that computation wants.</summary>
/// <remarks>Stages hold no state between calls, so that several threads may run one at once. A stage owns its weights.</remarks>
internal abstract class Stage : IDisposable
{
    private readonly List<IDisposable> _owned = [];

    /// <summary>Feature maps to those of the part's output. The input stays the caller's.</summary>
    public abstract Features Run(Features x);

    public void Dispose()
    {
        foreach (var owned in _owned)
            owned.Dispose();
        _owned.Clear();
    }

    /// <summary>Disposes something with this stage.</summary>
    protected T Own<T>(T owned)
        where T : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }

    /// <summary>Keeps a weight: a copy in the type wanted, outside of any scope.</summary>
    protected Tensor Keep(Tensor weight, ScalarType type)
    {
        using var scope = NewDisposeScope();
        var kept = weight.detach().to_type(type, copy: true);
        kept = kept.dim() == 4 ? Layout.ChannelsLast(kept) : kept;
        return Own(kept.DetachFromDisposeScope());
    }
}
