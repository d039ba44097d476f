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
        Assert.Throws<ArgumentOutOfRangeException>(() => Bootstrap.Mean([1], confidence: 95));
    }
}
