using LiteVae.Autoencoders;
using LiteVae.Codec.Models;
using LiteVae.Runs.Optimization;
using LiteVae.Runtime.Numbers;
using TorchSharp;
using static TorchSharp.torch;

namespace LiteVae.Training.Networks;

/// <summary>The model in bfloat16, through which a step's images go; the weights that are kept and updated stay in float32.</summary>
/// <remarks>
/// Networks compute in the type of their weights, so a copy of the weights is all that mixed precision needs: no layer
/// knows of it. Norms, softmax and self-modulation add up in float32 inside, and posterior and images leave the model in
/// float32. bfloat16 has float32's range: gradients need no scaling.
/// </remarks>
internal sealed class WorkingCopy : IDisposable
{
    private readonly FlatParameters _masters;
    private readonly FlatParameters? _frozenMasters;
    private readonly FlatParameters _copy;
    private readonly FlatParameters? _frozenCopy;

    /// <param name="masters">The float32 weights and gradients.</param>
    /// <param name="frozen">The float32 weights that no step changes; null where there are none.</param>
    /// <param name="config">Their model's config.</param>
    /// <param name="device">Where it computes.</param>
    public WorkingCopy(FlatParameters masters, FlatParameters? frozen, AutoencoderConfig config, Device device)
    {
        (_masters, _frozenMasters) = (masters, frozen);
        Model = new Autoencoder(config);
        Model.to(device);
        Model.to(ScalarType.BFloat16);
        Model.train();
        var names = masters.Layout.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        _copy = new FlatParameters(Model, includes: names.Contains);
        _frozenCopy = frozen is null ? null : new FlatParameters(Model, gradients: false, name => !names.Contains(name));
    }

    /// <summary>The model in bfloat16.</summary>
    public Autoencoder Model { get; }

    /// <summary>Rounds the float32 weights into the copy and clears its gradients.</summary>
    public void Refresh()
    {
        using var guard = no_grad();
        _copy.Values.copy_(_masters.Values);
        _frozenCopy?.Values.copy_(_frozenMasters!.Values);
        _copy.Gradients!.zero_();
    }

    /// <summary>Adds the copy's gradients to those in float32, and clears them.</summary>
    public void CollectGradients()
    {
        using var guard = no_grad();
        _masters.Gradients!.AddInPlace(_copy.Gradients!);
        _copy.Gradients!.zero_();
    }

    public void Dispose()
    {
        Model.Dispose();
        _copy.Dispose();
        _frozenCopy?.Dispose();
    }
}
