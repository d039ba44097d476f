using LiteVae.Codec.Configuration;
using LiteVae.Runs;

namespace LiteVae.Diffusion.Recipes;

/// <summary>How a diffusion model is trained. The defaults are latent diffusion's (AdamW with PyTorch's constants, an average over ten thousand steps).</summary>
public sealed record DiffusionTrainConfig : RunConfig
{
    /// <summary>The defaults.</summary>
    public DiffusionTrainConfig()
    {
        Betas = [0.9, 0.999];
        WeightDecay = 0.01;
        EmaDecay = 0.9999;
    }

    /// <summary>Optimizer steps.</summary>
    public long Steps { get; init; } = 100_000;

    /// <summary>Images a step.</summary>
    public int BatchSize { get; init; } = 48;

    private protected override IEnumerable<ConfigProblem> ValidateSchedule()
    {
        if (Steps < 1)
            yield return new ConfigProblem("steps", $"expected at least 1; found {Steps}");
        if (BatchSize is < 1 or > 65536)
            yield return new ConfigProblem("batch_size", $"expected 1 to 65536; found {BatchSize}");
        if (Accumulate > 1 && BatchSize % Accumulate != 0)
            yield return new ConfigProblem("batch_size", $"expected a multiple of accumulate ({Accumulate}); found {BatchSize}");
    }
}
