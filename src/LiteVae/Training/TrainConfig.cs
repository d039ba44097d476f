using LiteVae.Codec.Configuration;
using LiteVae.Configuration;
using LiteVae.Runs;

namespace LiteVae.Training;

/// <summary>How an autoencoder is trained. The defaults are the paper's where it names them (section 3).</summary>
public sealed record TrainConfig : RunConfig
{
    /// <summary>The schedule: resolutions one after the other. The paper: most steps at 128, the rest at 256 (Table 5).</summary>
    public IReadOnlyList<TrainPhase> Phases { get; init; } = [new()];

    /// <summary>What is changed in fresh weights before the first step.</summary>
    [ConfigName("initialisation")]
    public InitializationConfig Initialization { get; init; } = new();

    /// <summary>The half whose weights stay as they are, to the bit; null for none.</summary>
    public FrozenHalf? Freeze { get; init; }

    /// <summary>Arithmetic of the networks.</summary>
    public TrainPrecision Precision { get; init; } = TrainPrecision.Fp32;

    private protected override IEnumerable<ConfigProblem> ValidateSchedule()
    {
        if (Phases.Count == 0)
            yield return new ConfigProblem("phases", "expected at least one phase");
        for (var i = 0; Accumulate > 1 && i < Phases.Count; i++)
        {
            if (Phases[i].BatchSize % Accumulate != 0)
                yield return new ConfigProblem($"phases.{i}.batch_size", $"expected a multiple of accumulate ({Accumulate}); found {Phases[i].BatchSize}");
        }
    }
}
