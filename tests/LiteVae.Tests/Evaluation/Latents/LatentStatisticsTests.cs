using CsCheck;
using LiteVae.Evaluation.Latents;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Tests.Evaluation.Latents;

public sealed class LatentStatisticsTests
{
    [Fact]
    public void Batches_of_any_size_give_the_moments_of_all_values() =>
        Gen.Select(Gen.Int[1, 7], Gen.Int[0, 100], Gen.Double[-50, 50]).Sample((batches, index, offset) =>
        {
            using var scope = NewDisposeScope();
            // Cubed, so that third and fourth moments are not those of a symmetric light-tailed distribution.
            var latents = FormulaTensors.Make([9, 3, 4, 5], index).Plus(0.4).Power(3).Plus(offset);
            var statistics = new LatentStatistics(3);
            foreach (var batch in latents.tensor_split(batches))
                statistics.Add(batch);

            var x = latents.transpose(0, 1).flatten(1);
            var centered = x - x.mean([1], true);
            var second = centered.Squared().mean([1]);
            Assert.Equal(9 * 4 * 5, statistics.Count);
            FormulaClose(x.mean([1]), statistics.Mean());
            FormulaClose(x.std(1), statistics.StandardDeviation());
            FormulaClose((centered.Power(4).mean([1]) / second.Squared()).Minus(3), statistics.ExcessKurtosis());
            FormulaClose(x.corrcoef().flatten(), [.. statistics.Correlation().Cast<double>()]);
            Assert.Equal(latents.flatten().std(0).item<double>(), statistics.GlobalStandardDeviation(), 1e-9);
        }, iter: 50, seed: "0000000000001");

    [Fact]
    public void A_gaussian_has_no_excess_kurtosis_and_a_uniform_distribution_has_minus_1_point_2()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var statistics = new LatentStatistics(2);
        statistics.Add(cat([randn([50, 1, 32, 32], generator: generator), rand([50, 1, 32, 32], generator: generator)], 1));
        var kurtosis = statistics.ExcessKurtosis();
        Assert.Equal(0, kurtosis[0], 0.08); // standard error 0.022
        Assert.Equal(-1.2, kurtosis[1], 0.03);
    }

    [Fact]
    public void Before_there_is_anything_nothing_is_known()
    {
        var statistics = new LatentStatistics(2);
        Assert.All(statistics.Mean(), v => Assert.True(double.IsNaN(v)));
        Assert.All(statistics.StandardDeviation(), v => Assert.True(double.IsNaN(v)));
        Assert.True(double.IsNaN(statistics.GlobalStandardDeviation()));
        statistics.Add(zeros(0, 2, 4, 4));
        Assert.All(statistics.Mean(), v => Assert.True(double.IsNaN(v)));
        statistics.Add(tensor(new[] { 3.0, 5 }).reshape(1, 2, 1, 1));
        Assert.Equal([3.0, 5], statistics.Mean());
        Assert.All(statistics.StandardDeviation(), v => Assert.True(double.IsNaN(v))); // of one value
        Assert.True(double.IsNaN(statistics.GlobalStandardDeviation()));
        statistics.Add(tensor(new[] { 5.0, 5 }).reshape(1, 2, 1, 1));
        Assert.Equal([Math.Sqrt(2), 0], statistics.StandardDeviation());
        Assert.Equal(1, statistics.GlobalStandardDeviation(), 1e-12); // of 3, 5, 5, 5
    }

    [Fact]
    public void The_scale_is_what_a_diffusion_model_divides_by()
    {
        using var scope = NewDisposeScope();
        var statistics = new LatentStatistics(2);
        Assert.Throws<InvalidOperationException>(statistics.Scale);
        statistics.Add(tensor(new[] { 1.0, 3, 10, 10 }).reshape(1, 2, 1, 2));
        Assert.Contains("channel 1", Assert.Throws<InvalidOperationException>(statistics.Scale).Message);
        statistics.Add(tensor(new[] { 2.0, 2, 13, 7 }).reshape(1, 2, 1, 2));
        Assert.Equal([2.0, 10], statistics.Scale().Mean);
        Assert.Equal(Math.Sqrt(2 / 3.0), statistics.Scale().StandardDeviation[0], 1e-12);
        Assert.Equal(Math.Sqrt(6), statistics.Scale().StandardDeviation[1], 1e-12);
    }

    [Fact]
    public void Bad_latents_are_refused_and_not_counted()
    {
        var statistics = new LatentStatistics(2);
        Assert.Throws<ArgumentException>(() => statistics.Add(zeros(1, 3, 2, 2)));
        Assert.Throws<ArgumentException>(() => statistics.Add(zeros([1, 2, 2, 2]).Fill(float.NaN)));
        Assert.Throws<ArgumentNullException>(() => statistics.Add(null!));
        Assert.Equal(0, statistics.Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => new LatentStatistics(0));
    }

    private static void FormulaClose(Tensor expected, double[] got) =>
        Assert.True(expected.allclose(tensor(got), 1e-8, 1e-8), $"{string.Join(", ", expected.data<double>().ToArray())} against {string.Join(", ", got)}");
}
