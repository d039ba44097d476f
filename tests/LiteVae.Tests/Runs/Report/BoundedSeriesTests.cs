using CsCheck;
using LiteVae.Runs.Report;

namespace LiteVae.Tests.Runs.Report;

public sealed class BoundedSeriesTests
{
    [Fact]
    public void A_series_of_any_length_has_few_points_and_its_own_ends() => Gen.Select(Gen.Int[0, 5000], Gen.Int[6, 40]).Sample((count, capacity) =>
    {
        var points = Points(count);
        var kept = Of(points, capacity);
        Assert.InRange(kept.Count, Math.Min(count, capacity / 2 - 1), Math.Min(count, capacity));
        Assert.Equal(points.Take(1), kept.Take(1));
        Assert.Equal(points.TakeLast(1), kept.TakeLast(1));
        Assert.Equal(kept.OrderBy(p => p.Step), kept);
    });

    [Fact]
    public void A_short_series_is_kept_as_it_is() => Assert.Equal(Points(37), Of(Points(37), 40));

    [Fact]
    public void Points_between_the_ends_are_means_of_as_many_each()
    {
        var kept = Of(Points(1 + 64 + 1), 40); // 64 between the ends: merged once, into 32 pairs
        Assert.Equal(34, kept.Count);
        Assert.Equal(Points(66).Skip(1).SkipLast(1).Chunk(2).Select(pair => pair.Average(p => p.Value)), kept.Skip(1).SkipLast(1).Select(p => p.Value));
    }

    [Fact]
    public void A_million_points_keep_the_course_of_their_values()
    {
        var series = new BoundedSeries(RunHistory.MaxPoints);
        for (var step = 1; step <= 1_000_000; step++)
            series.Add(new HistoryPoint(step, 4 * step, 0.5 * step));
        Assert.InRange(series.Points.Count, RunHistory.MaxPoints / 2 - 1, RunHistory.MaxPoints);
        Assert.All(series.Points, p => Assert.Equal(0.5 * p.Step, p.Value, 1.0));
        Assert.All(series.Points, p => Assert.InRange(p.Images - 4 * p.Step, -4, 4));
    }

    private static HistoryPoint[] Points(int count) => [.. Enumerable.Range(1, count).Select(i => new HistoryPoint(10 * i, 40 * i, Math.Sin(i)))];

    private static IReadOnlyList<HistoryPoint> Of(IEnumerable<HistoryPoint> points, int capacity)
    {
        var series = new BoundedSeries(capacity);
        foreach (var point in points)
            series.Add(point);
        return series.Points;
    }
}
