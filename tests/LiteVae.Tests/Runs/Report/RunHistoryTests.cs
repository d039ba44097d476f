using LiteVae.Runs;
using LiteVae.Runs.Report;

namespace LiteVae.Tests.Runs.Report;

public sealed class RunHistoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Series_are_read_by_name_with_gaps_where_a_number_was_not_finite()
    {
        var history = Read("""
            {"step":10,"images":40,"loss/total":1.5,"loss/l1":0.5}
            {"step":20,"images":80,"loss/total":null,"loss/l1":0.25}
            {"step":20,"images":80,"eval/psnr":21.5}

            """);
        Assert.Equal(["eval/psnr", "loss/l1", "loss/total"], history.Series.Keys.Order(StringComparer.Ordinal));
        Assert.Equal([new HistoryPoint(10, 40, 1.5)], history.Series["loss/total"]);
        Assert.Equal([new HistoryPoint(10, 40, 0.5), new HistoryPoint(20, 80, 0.25)], history.Series["loss/l1"]);
    }

    [Fact]
    public void A_torn_last_line_is_left_out()
    {
        var history = Read("""{"step":10,"images":40,"x":1}""" + "\n" + """{"step":20,"images":80,"x":""");
        Assert.Equal([new HistoryPoint(10, 40, 1)], history.Series["x"]);
    }

    [Fact]
    public void A_damaged_line_before_the_last_is_an_error() =>
        Assert.Contains("line 1", Assert.Throws<TrainingException>(() => Read("[1]\n" + """{"step":10,"images":40}""")).Message);

    [Fact]
    public void No_file_is_an_empty_history() => Assert.Empty(RunHistory.Read(_folder["none.jsonl"]).Series);

    [Fact]
    public void Long_runs_have_no_more_points_than_charts_can_show()
    {
        var history = Read(string.Concat(Enumerable.Range(1, 5000).Select(i => $"{{\"step\":{i},\"images\":{4 * i},\"x\":{i % 2}}}\n")));
        var points = history.Series["x"];
        Assert.InRange(points.Count, 400, RunHistory.MaxPoints);
        Assert.Equal((new HistoryPoint(1, 4, 1), new HistoryPoint(5000, 20000, 0)), (points[0], points[^1]));
        Assert.Equal(0.5, points.Average(p => p.Value), 0.01);
    }

    private RunHistory Read(string text)
    {
        File.WriteAllText(_folder["metrics.jsonl"], text);
        return RunHistory.Read(_folder["metrics.jsonl"]);
    }
}
