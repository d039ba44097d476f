using LiteVae.Runs.Report.Comparison;

namespace LiteVae.Tests.Runs.Report.Comparison;

public sealed class ComparisonSettingsTests
{
    [Fact]
    public void Settings_are_compared_by_dotted_keys()
    {
        var differing = Differing(
            "seed: 1\ntrain:\n  phases:\n    - {resolution: 64, steps: 5}\n  betas: [0.5, 0.9]\nloss: {kl: 1, ldl: null}\n",
            "seed: 1\ntrain:\n  phases:\n    - {resolution: 64, steps: 7}\n    - {resolution: 128, steps: 2}\n  betas: [0.5, 0.99]\nloss: {kl: 1, ldl: 2}\n");
        Assert.Equal(["train.phases.0.steps 5 7", "train.betas [0.5, 0.9] [0.5, 0.99]", "loss.ldl null 2", "train.phases.1.resolution - 128", "train.phases.1.steps - 2"], differing);
    }

    [Fact]
    public void Equal_configurations_differ_in_nothing() => Assert.Empty(Differing("seed: 1", "seed: 1", "seed: 1"));

    private static IEnumerable<string> Differing(params string[] configs) =>
        ComparisonSettings.Differing([.. configs.Select(config => ComparisonSettings.Flat(config, "config.yaml"))]).Select(row => $"{row.Key} {string.Join(' ', row.Values)}");
}
