using LiteVae.Runs.Report;

namespace LiteVae.Tests.Runs.Report;

public sealed class LineChartTests
{
    [Fact]
    public void Thinning_keeps_the_extremes_and_the_end()
    {
        var points = Enumerable.Range(1, 10_000).Select(i => new HistoryPoint(i, i, i == 4321 ? 99 : Math.Sin(i))).ToArray();
        var thin = LineChart.Thin(points);
        Assert.InRange(thin.Count, 300, 401);
        Assert.Contains(thin, p => p.Value == 99);
        Assert.Equal(points[^1], thin[^1]);
        Assert.Equal(thin.OrderBy(p => p.Step), thin);
    }

    [Fact]
    public void Smoothing_keeps_a_constant() =>
        Assert.All(LineChart.Smooth([.. Enumerable.Range(1, 200).Select(i => new HistoryPoint(i, i, 0.25))], logarithmic: true), p => Assert.Equal(0.25, p.Value, 1e-12));

    [Fact]
    public void Only_noisy_series_have_a_running_mean()
    {
        HistoryPoint[] steps = [.. Enumerable.Range(1, 300).Select(i => new HistoryPoint(i, i, i < 150 ? 1 : 2))];
        Assert.Contains("class=\"raw\" d=\"M", LineChart.Draw(new("a"), steps, noisy: true, [], 300).Html);
        Assert.Contains("class=\"raw\" d=\"\"", LineChart.Draw(new("a"), steps, noisy: false, [], 300).Html);
    }
}
