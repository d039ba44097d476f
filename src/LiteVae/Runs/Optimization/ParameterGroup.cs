using static TorchSharp.torch;

namespace LiteVae.Runs.Optimization;

/// <summary>The parameters of a module with their gradients, optimizer and moving average: what one update changes.</summary>
/// <remarks>Owns the tensors, but not the module.</remarks>
internal sealed class ParameterGroup : IDisposable
{
    /// <summary>What a checkpoint calls the main group's parameters, as the optimizer left them.</summary>
    public const string Weights = "weights";

    /// <summary>What a checkpoint calls the main group's parameters that no step changes.</summary>
    public const string FrozenWeights = "frozen_weights";

    private readonly nn.Module _module;
    private readonly ParameterGroupSettings _settings;
    private readonly Adam _optimizer;
    private readonly Muon? _muon;
    private ExponentialMovingAverage? _average;

    /// <param name="module">On its device, with its weights loaded.</param>
    /// <param name="settings">How the group is trained.</param>
    /// <param name="isFrozen">Chooses, by their names, parameters that no step changes; null for none.</param>
    public ParameterGroup(nn.Module module, ParameterGroupSettings settings, Func<string, bool>? isFrozen = null)
    {
        (_module, _settings) = (module, settings);
        Parameters = isFrozen is null ? new FlatParameters(module) : new FlatParameters(module, includes: name => !isFrozen(name));
        Frozen = isFrozen is null ? null : new FlatParameters(module, gradients: false, isFrozen);
        _optimizer = new Adam(Parameters, settings.Betas[0], settings.Betas[1], settings.WeightDecay);
        _muon = settings.Optimizer == OptimizerType.Muon ? new Muon(Parameters) : null;
    }

    /// <summary>The parameters that are trained.</summary>
    public FlatParameters Parameters { get; }

    /// <summary>The parameters that no step changes, and that need no gradients; null where all are trained.</summary>
    public FlatParameters? Frozen { get; }

    /// <summary>All gradients: [N].</summary>
    public Tensor Gradients => Parameters.Gradients!;

    /// <summary>The norm of the present step's gradients before clipping; null before it is known.</summary>
    public double? GradientNorm { get; private set; }

    /// <summary>What the names of the group's logged numbers begin with: "name/", or nothing for the main group.</summary>
    public string Prefix => _settings.Name.Length == 0 ? "" : $"{_settings.Name}/";

    /// <summary>Names and shapes of the parameters, in the order of the buffers.</summary>
    public IEnumerable<FlatParameter> Layout => [
        .. Parameters.Layout.Select(p => p with { Name = InCheckpoint(p.Name) }),
        .. (Frozen?.Layout ?? []).Select(p => p with { Name = InCheckpoint($"{FrozenWeights}.{p.Name}") }),
    ];

    /// <summary>Keeps a moving average of the parameters in another module from now on.</summary>
    /// <param name="module">Of the same structure, on the same device; not owned.</param>
    /// <param name="decay">Decay per step.</param>
    public void KeepAverage(nn.Module module, double decay)
    {
        _average = new ExponentialMovingAverage(Parameters, module, decay);
        Frozen?.ShareWith(module); // their average is they themselves
    }

    /// <summary>Whether the group trains in the step after <paramref name="stepsDone"/>.</summary>
    public bool TrainsAt(long stepsDone) => stepsDone >= _settings.Begin;

    /// <summary>The learning rate of the step after <paramref name="stepsDone"/>.</summary>
    public double LearningRateAt(long stepsDone) => _settings.LearningRate.At(stepsDone);

    public void ClearGradients()
    {
        Gradients.zero_();
        GradientNorm = null;
    }

    /// <summary>Measures the gradients, and limits their norm where there is a limit.</summary>
    /// <returns>Whether all gradients are finite.</returns>
    public bool ClipGradients()
    {
        GradientNorm = GradientClipping.Clip(Gradients, _settings.GradientClip);
        return double.IsFinite(GradientNorm.Value);
    }

    /// <summary>One step of the optimizer, and of the moving average.</summary>
    /// <param name="stepsDone">Steps of the run before this one.</param>
    public void Update(long stepsDone)
    {
        _muon?.Step(LearningRateAt(stepsDone));
        _optimizer.Step(stepsDone - _settings.Begin + 1, LearningRateAt(stepsDone));
        _average?.Update(stepsDone);
    }

    /// <summary>The tensors that a checkpoint keeps, by their names there; the module's buffers are among them.</summary>
    public IEnumerable<(string Name, Tensor Value)> Named()
    {
        yield return (InCheckpoint(Weights), Parameters.Values);
        yield return (InCheckpoint("adam.first_moment"), _optimizer.FirstMoment);
        yield return (InCheckpoint("adam.second_moment"), _optimizer.SecondMoment);
        if (_muon is not null)
            yield return (InCheckpoint("muon.average"), _muon.Average);
        if (_average is not null)
            yield return (InCheckpoint("averaged_weights"), _average.Values);
        if (Frozen is not null)
            yield return (InCheckpoint(FrozenWeights), Frozen.Values);
        foreach (var (name, buffer) in _module.named_buffers())
            yield return (InCheckpoint($"buffers.{name}"), buffer);
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _muon?.Dispose();
        _average?.Dispose();
        Parameters.Dispose();
        Frozen?.Dispose();
    }

    private string InCheckpoint(string name) => _settings.Name.Length == 0 ? name : $"{_settings.Name}.{name}";
}
