using LiteVae.Distributed;
using static System.FormattableString;

namespace LiteVae.Tests.Distributed;

public sealed class ScalingModelTests
{
    private static readonly ScalingModel s_plain = new() { ImageSeconds = 0.5, LocalBatch = 4, GradientBytes = 100_000_000, Bandwidth = 1e9 };

    [Fact]
    public void Alone_a_rank_only_computes() => Assert.Equal(2.0, (s_plain with { Latency = 1, Variation = 1, CopyBandwidth = 1 }).StepSeconds(1));

    [Fact]
    public void Each_term_is_added()
    {
        Assert.Equal(2.0 + 0.15, s_plain.StepSeconds(4), 1e-12);
        Assert.Equal(2.0 + 0.15 + 0.02, (s_plain with { Latency = 0.01 }).StepSeconds(4), 1e-12);
        Assert.Equal(2.0 + 0.15 + 0.1, (s_plain with { CopyBandwidth = 2e9 }).StepSeconds(4), 1e-12);
        Assert.Equal(2.0 * (1 + 0.1 * Math.Sqrt(2 * Math.Log(4))) + 0.15, (s_plain with { Variation = 0.1 }).StepSeconds(4), 1e-12);
        Assert.Equal(2.0 / 2.15, s_plain.Efficiency(4), 1e-12);
        Assert.Equal(16 / 2.15, s_plain.ImagesPerSecond(4), 1e-12);
    }

    /// <summary>The tables of docs/scaling.md are this model's, with the assumptions that the page names.</summary>
    [Fact]
    public void The_predictions_of_the_documentation_are_the_models()
    {
        ScalingModel processors = new() { ImageSeconds = 4.75, LocalBatch = 1, GradientBytes = 225_000_000, Bandwidth = 1e9, Latency = 30e-6, Variation = 0.05 };
        ScalingModel accelerators = new() { ImageSeconds = 0.027, LocalBatch = 16, GradientBytes = 225_000_000, Bandwidth = 5e9, Latency = 30e-6, Variation = 0.02, CopyBandwidth = 20e9 };
        var page = File.ReadAllText(Path.Combine(SourceFolder.Repository, "docs", "scaling.md"));
        List<string> missing = [];
        foreach (var (name, model) in new[] { ("processors", processors), ("accelerators", accelerators) })
        {
            foreach (var ranks in new[] { 1, 8, 64, 512 })
            {
                var rate = model.ImagesPerSecond(ranks);
                var row = Invariant($"| {name} | {ranks} | {ranks * model.LocalBatch:N0} | {model.StepSeconds(ranks):0.000} | {rate:N1} | {model.Efficiency(ranks):0%} | {Duration(1.28e6 / rate)} | {Duration(400e6 / rate)} |");
                if (!page.Contains(row, StringComparison.Ordinal))
                    missing.Add(row);
            }
        }
        Assert.Empty(missing);
    }

    private static string Duration(double seconds) => seconds switch
    {
        < 3600 => Invariant($"{seconds / 60:N1} min"),
        < 86400 => Invariant($"{seconds / 3600:N1} h"),
        _ => Invariant($"{seconds / 86400:N1} d"),
    };
}
