using LiteVae.Evaluation.Distributions;
using LiteVae.Runtime;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Tests.Evaluation.Distributions;

public sealed class MaximumMeanDiscrepancyTests
{
    [Fact]
    public void Agrees_with_the_definition_term_by_term()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (FormulaTensors.Make([12, 50], 3, 9), FormulaTensors.Make([12, 50], 4, 9));
        var values = MaximumMeanDiscrepancy.Between(x, y, MaximumMeanDiscrepancy.Bandwidths);
        FormulaTensors.AssertEqual(FormulaTensors.Fixture("evaluation/metrics.json")["mmd"], tensor(values), 1e-8);
    }

    [Fact]
    public void Normal_latents_are_within_chance_of_zero_and_shifted_ones_are_not()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5);
        var z = randn([300, 4, 4, 4], generator: generator);
        using var normal = new MaximumMeanDiscrepancy();
        using var shifted = new MaximumMeanDiscrepancy();
        normal.Add(z);
        shifted.Add(z.Plus(0.5));
        Assert.Equal(300, normal.Count);
        foreach (var (a, b) in normal.Estimate(draws: 20).Zip(shifted.Estimate(draws: 20)))
        {
            Assert.True(Math.Abs(a.Mean) < 4 * a.Deviation, $"{a}");
            Assert.True(b.Mean > 20 * b.Deviation && b.Mean > 50 * Math.Abs(a.Mean), $"{b} against {a}");
        }
    }

    [Fact]
    public void At_large_bandwidths_the_value_falls_with_the_bandwidth_squared()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (FormulaTensors.Make([60, 50], 3), FormulaTensors.Make([60, 50], 4).Plus(1));
        var values = MaximumMeanDiscrepancy.Between(x, y, [250, 500]);
        Assert.Equal(4, values[0] / values[1], 0.01);
    }

    [Fact]
    public void The_seed_decides()
    {
        using var scope = NewDisposeScope();
        var z = FormulaTensors.Make([50, 4, 4, 4], 6, 2);
        IReadOnlyList<MeanAndDeviation> Estimate(ulong seed)
        {
            using var mmd = new MaximumMeanDiscrepancy(40, seed);
            mmd.Add(z);
            return mmd.Estimate(3, 30);
        }
        Assert.Equal(Estimate(1), Estimate(1));
        Assert.NotEqual(Estimate(1), Estimate(2));
    }

    [Fact]
    public void Latents_of_several_sizes_or_only_one_are_refused()
    {
        using var scope = NewDisposeScope();
        using var mmd = new MaximumMeanDiscrepancy();
        mmd.Add(zeros(1, 4, 2, 2));
        Assert.Throws<ArgumentException>(() => mmd.Add(zeros(1, 4, 3, 3)));
        Assert.Throws<InvalidOperationException>(() => mmd.Estimate());
        mmd.Add(ones(1, 4, 2, 2));
        Assert.Equal(MaximumMeanDiscrepancy.Bandwidths.Count, mmd.Estimate().Count); // two are enough
        Assert.Throws<ArgumentOutOfRangeException>(() => mmd.Estimate(draws: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => mmd.Estimate(drawSize: 1));
        Assert.Throws<ArgumentNullException>(() => mmd.Add(null!));
        Assert.Contains("[B,Z,h,w]; got [3,4,2]", Assert.Throws<ArgumentException>(() => mmd.Add(zeros(3, 4, 2))).Message);
    }

    [Fact]
    public void An_estimate_is_over_draws_of_the_latents_and_of_the_generators_noise()
    {
        using var scope = NewDisposeScope();
        var z = FormulaTensors.Make([3, 2, 2, 2], 6, 2).to_type(ScalarType.Float32);
        using var mmd = new MaximumMeanDiscrepancy(seed: 4);
        mmd.Add(z);
        using var generator = new Generator(4);
        var rows = z.flatten(1).to_type(ScalarType.Float64); // a draw of three of three is the whole
        var draws = Enumerable.Range(0, 5)
            .Select(_ => MaximumMeanDiscrepancy.Between(rows, randn([3, 8], ScalarType.Float64, generator: generator), MaximumMeanDiscrepancy.Bandwidths)).ToArray();
        var estimate = mmd.Estimate(draws: 5, drawSize: 3);
        for (var i = 0; i < estimate.Count; i++)
        {
            var mean = draws.Average(d => d[i]);
            Assert.Equal(1, estimate[i].Mean / mean, 1e-6);
            Assert.Equal(1, estimate[i].Deviation / Math.Sqrt(draws.Average(d => (d[i] - mean) * (d[i] - mean))), 1e-6);
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using var scope = NewDisposeScope();
        var rows = zeros(4, 6);
        Assert.Equal("x", Assert.Throws<ArgumentNullException>(() => MaximumMeanDiscrepancy.Between(null!, rows, [1])).ParamName);
        Assert.Equal("y", Assert.Throws<ArgumentNullException>(() => MaximumMeanDiscrepancy.Between(rows, null!, [1])).ParamName);
        Assert.Equal("bandwidths", Assert.Throws<ArgumentNullException>(() => MaximumMeanDiscrepancy.Between(rows, rows, null!)).ParamName);
        foreach (var wrong in new[] { zeros(4, 6, 1), zeros(1, 6), zeros(4, 7) })
        {
            Assert.Contains(TensorGuards.Shape(wrong), Assert.Throws<ArgumentException>(() => MaximumMeanDiscrepancy.Between(rows, wrong, [1])).Message);
            Assert.Contains(TensorGuards.Shape(wrong), Assert.Throws<ArgumentException>(() => MaximumMeanDiscrepancy.Between(wrong, rows, [1])).Message);
        }
    }
}
