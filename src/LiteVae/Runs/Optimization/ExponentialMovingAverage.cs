using LiteVae.Kernels;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Runs.Optimization;

/// <summary>The exponential moving average of parameters over the steps of a training, kept in a module of its own.</summary>
internal sealed class ExponentialMovingAverage : IDisposable
{
    private readonly FlatParameters _source;
    private readonly FlatParameters _averaged;
    private readonly double _decay;

    /// <param name="source">The parameters that are trained; not owned.</param>
    /// <param name="module">A module of the same structure on the same device. Its parameters of the same names become the average; it is not owned.</param>
    /// <param name="decay">Decay per step, at least 0 and below 1.</param>
    public ExponentialMovingAverage(FlatParameters source, nn.Module module, double decay)
    {
        (_source, _decay) = (source, decay);
        var names = source.Layout.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        _averaged = new FlatParameters(module, gradients: false, names.Contains);
        _averaged.Values.copy_(source.Values);
    }

    /// <summary>All averaged parameters: [N].</summary>
    public Tensor Values => _averaged.Values;

    /// <summary>Moves the average towards the present parameters.</summary>
    /// <param name="stepsDone">Steps of the run before this one.</param>
    public void Update(long stepsDone)
    {
        using var guard = no_grad();
        // The average is short at first: with a decay of 0.999 alone it would remember the initial weights for thousands of steps.
        var decay = Math.Min(_decay, (1.0 + stepsDone) / (10.0 + stepsDone));
        if (FlatValues.Support(_averaged.Values, _source.Values))
            FlatValues.Average(_averaged.Values, _source.Values, decay);
        else
            _averaged.Values.MultiplyInPlace(decay).AddInPlace(_source.Values, 1 - decay);
    }

    public void Dispose() => _averaged.Dispose();
}
