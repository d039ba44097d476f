using CsCheck;
using LiteVae.Evaluation.Statistics;

namespace LiteVae.Tests.Evaluation.Statistics;

public sealed class RunningStatisticsTests
{
    [Fact]
    public void Agrees_with_two_passes() =>
        Gen.Double[-1e3, 1e3].Array[2, 60].Sample(values =>
        {
            var statistics = new RunningStatistics();
            statistics.Add(values);
            var mean = values.Average();
            var deviation = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
            Assert.Equal(values.Length, statistics.Count);
            Assert.Equal(mean, statistics.Mean, 1e-9);
            Assert.Equal(deviation, statistics.StandardDeviation, 1e-8);
            Assert.Equal(values.Min(), statistics.Minimum);
            Assert.Equal(values.Max(), statistics.Maximum);
        }, seed: "0000000000001");

    [Fact]
    public void A_large_offset_does_not_cancel()
    {
        var statistics = new RunningStatistics();
        statistics.Add([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]);
        Assert.Equal(Math.Sqrt(30), statistics.StandardDeviation, 1e-9);
        Assert.Equal(Math.Sqrt(30) / 2, statistics.StandardError, 1e-9);
    }

    [Fact]
    public void What_is_not_known_yet_is_NaN()
    {
        var statistics = new RunningStatistics();
        Assert.True(double.IsNaN(statistics.Mean) && double.IsNaN(statistics.Minimum));
        statistics.Add(3);
        Assert.Equal(3, statistics.Mean);
        Assert.True(double.IsNaN(statistics.StandardDeviation));
    }
}
