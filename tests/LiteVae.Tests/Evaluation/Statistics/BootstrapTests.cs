using LiteVae.Codec.Numerics;
using LiteVae.Evaluation;
using LiteVae.Evaluation.Statistics;

namespace LiteVae.Tests.Evaluation.Statistics;

public sealed class BootstrapTests
{
    private static readonly double[] Noise = FormulaTensors.Make([400], 1).data<double>().ToArray();
    private static readonly double[] Other = FormulaTensors.Make([400], 2).data<double>().ToArray();

    [Fact]
    public void The_interval_has_the_width_that_theory_gives()
    {
        var interval = Bootstrap.Mean(Noise, resamples: 20_000);
        var mean = Noise.Average();
        var error = Math.Sqrt(Noise.Average(v => (v - mean) * (v - mean)) / Noise.Length);
        Assert.Equal(mean, interval.Estimate, 1e-12);
        Assert.Equal(mean - 1.96 * error, interval.Lower, 0.05 * error);
        Assert.Equal(mean + 1.96 * error, interval.Upper, 0.05 * error);
    }

    [Fact]
    public void Ninety_percent_intervals_hold_the_truth_nine_times_in_ten()
    {
        var held = 0;
        for (var trial = 0; trial < 300; trial++)
        {
            var sample = FormulaTensors.Make([50], 100 + trial).data<double>().ToArray();
            var interval = Bootstrap.Mean(sample, 0.9, 500, (ulong)trial);
            held += interval is { Lower: <= 0, Upper: >= 0 } ? 1 : 0;
        }
        Assert.InRange(held, 250, 285); // 270 expected, standard deviation 5.2; the percentile method falls slightly short
    }

    [Fact]
    public void A_paired_difference_sees_what_the_spread_of_images_hides()
    {
        double[] a = [.. Noise.Select(v => 25 + 5 * v)];
        double[] b = [.. a.Zip(Other, (v, n) => v + 0.1 + 0.3 * n)];
        var difference = Bootstrap.PairedDifference(a, b);
        Assert.True(difference.ExcludesZero && difference.Lower > 0, $"{difference}");
        Assert.InRange(difference.Estimate, difference.Lower, difference.Upper);
        Assert.True(Bootstrap.Mean(b).Lower < Bootstrap.Mean(a).Upper, "The means alone overlap.");
        var reversed = Bootstrap.PairedDifference(b, a);
        Assert.Equal(-difference.Lower, reversed.Upper, 1e-9);
    }

    [Fact]
    public void No_difference_does_not_exclude_zero() =>
        Assert.False(Bootstrap.PairedDifference(Noise, Noise).ExcludesZero);

    [Fact]
    public void The_seed_decides()
    {
        Assert.Equal(Bootstrap.Mean(Noise, seed: 1), Bootstrap.Mean(Noise, seed: 1));
        Assert.NotEqual(Bootstrap.Mean(Noise, seed: 1), Bootstrap.Mean(Noise, seed: 2));
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        Assert.Contains("got 2 and 1", Assert.Throws<ArgumentException>(() => Bootstrap.PairedDifference([1, 2], [1])).Message);
        Assert.Throws<ArgumentException>(() => Bootstrap.Mean([]));
        Assert.Throws<ArgumentException>(() => Bootstrap.Mean([1, double.NaN]));
        Assert.Throws<ArgumentException>(() => Bootstrap.Mean([double.PositiveInfinity]));
        foreach (var confidence in new[] { 95, 1, 0, double.NaN })
            Assert.Throws<ArgumentOutOfRangeException>(() => Bootstrap.Mean([1], confidence));
        Assert.Throws<ArgumentOutOfRangeException>(() => Bootstrap.Mean([1], resamples: 99));
        Assert.Throws<ArgumentNullException>(() => Bootstrap.Mean(null!));
        Assert.Equal("a", Assert.Throws<ArgumentNullException>(() => Bootstrap.PairedDifference(null!, [1])).ParamName);
        Assert.Equal("b", Assert.Throws<ArgumentNullException>(() => Bootstrap.PairedDifference([1], null!)).ParamName);
        Assert.Equal("results", Assert.Throws<ArgumentNullException>(() => MetricDifference.AgainstFirst(null!)).ParamName);
    }

    [Fact]
    public void The_bounds_are_quantiles_of_the_resampled_means()
    {
        // The same resamples, each of one of two values: a mean is 0, 1/2 or 1, and its quantiles are known from the counts.
        Assert.Equal(new ConfidenceInterval(3, 3, 3, 0.5), Bootstrap.Mean([3], 0.5, 100));
        var random = new RandomStream(RandomStream.Mix(7, 2));
        double[] means = [.. Enumerable.Range(0, 101).Select(_ => (random.Below(2) + random.Below(2)) / 2.0).Order()];
        var interval = Bootstrap.Mean([0, 1], 0.5, 101, seed: 7);
        Assert.Equal((means[25], means[75]), (interval.Lower, interval.Upper)); // a quarter of 100 gaps from either end
        var between = Bootstrap.Mean([0, 1], 0.505, 101, seed: 7); // 24.75 gaps
        Assert.Equal(means[24] + 0.75 * (means[25] - means[24]), between.Lower, 1e-12);
        Assert.Equal(means[75] + 0.25 * (means[76] - means[75]), between.Upper, 1e-12);
    }

    [Theory]
    [InlineData(0.1, 0.3, true)]
    [InlineData(-0.3, -0.1, true)]
    [InlineData(0, 0.3, false)]
    [InlineData(-0.3, 0, false)]
    public void An_interval_that_ends_at_zero_does_not_exclude_it(double lower, double upper, bool excludes) =>
        Assert.Equal(excludes, new ConfidenceInterval(0, lower, upper, 0.95).ExcludesZero);

    [Fact]
    public void Images_without_a_value_on_either_side_are_in_no_difference()
    {
        static ReconstructionResult Result(string name, params double[] values) => new()
        {
            Name = name,
            Metrics = new Dictionary<string, double>(),
            Values = new Dictionary<string, IReadOnlyList<double>> { ["psnr"] = values, ["ssim"] = [double.NaN] },
            Indices = [],
        };
        var difference = Assert.Single(MetricDifference.AgainstFirst([Result("a", 1, double.NaN, 3, 4), Result("b", 2, 9, double.NaN, 6)]));
        Assert.Equal(("psnr", "b", "a", 1.5), (difference.Metric, difference.Candidate, difference.Against, difference.Difference.Estimate));
    }
}
