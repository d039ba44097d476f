using System.Text.Json;
using System.Text.RegularExpressions;
using LiteVae.Runs.Description;
using LiteVae.Runs.Report;

namespace LiteVae.Tests.Runs.Report;

public sealed class LineChartTests
{
    [Fact]
    public void Thinning_keeps_the_extremes_and_the_end()
    {
        var points = Enumerable.Range(1, 10_000).Select(i => new HistoryPoint(i, i, i == 4321 ? 99 : Math.Sin(i))).ToArray();
        var thin = ChartLine.Thin(points);
        Assert.InRange(thin.Count, 300, 401);
        Assert.Contains(thin, p => p.Value == 99);
        Assert.Equal(points[^1], thin[^1]);
        Assert.Equal(thin.OrderBy(p => p.Step), thin);
    }

    [Fact]
    public void Smoothing_keeps_a_constant() =>
        Assert.All(ChartLine.Mean([.. Enumerable.Range(1, 200).Select(i => new HistoryPoint(i, i, 0.25))], logarithmic: true), p => Assert.Equal(0.25, p.Value, 1e-12));

    [Fact]
    public void Only_noisy_series_have_a_running_mean()
    {
        Assert.Contains("class=\"raw s0\" d=\"M", Draw(new CurveTitle("a"), Line("", 300, noisy: true)));
        Assert.Contains("class=\"raw s0\" d=\"\"", Draw(new CurveTitle("a"), Line("", 300, noisy: false)));
    }

    [Fact]
    public void Both_axes_have_titles()
    {
        var titles = Regex.Matches(Draw(new CurveTitle("PSNR", "dB") { Axis = "PSNR (dB)" }, Line("", 30)), "<text class=\"title\"[^>]*>([^<]*)<").Select(m => m.Groups[1].Value);
        Assert.Equal(["step", "PSNR (dB)"], titles);
        Assert.Equal(("dB", "value"), (new CurveTitle("a", "dB").Axis, new CurveTitle("a").Axis));
    }

    [Fact]
    public void Several_lines_have_a_legend_and_a_line_alone_has_none()
    {
        var html = Draw(new CurveTitle("a"), Line("training", 300, noisy: true), Line("validation", 3));
        Assert.Equal(["training", "validation"], Regex.Matches(html, "<i class=\"s\\d\"></i>([^<]*)<").Select(m => m.Groups[1].Value));
        Assert.DoesNotContain("class=\"keys\"", Draw(new CurveTitle("a"), Line("", 300)));
    }

    /// <summary>What the page's script draws again when a reader zooms.</summary>
    [Fact]
    public void The_data_of_a_chart_are_json_whatever_its_lines_are_called()
    {
        var html = Draw(new CurveTitle("a"), Line("</script>\"'&\n", 1000, noisy: true), Line("b", 2));
        using var json = JsonDocument.Parse(System.Net.WebUtility.HtmlDecode(Regex.Match(html, "data-lines=\"([^\"]*)\"").Groups[1].Value));
        var (first, second) = (json.RootElement[0], json.RootElement[1]);
        Assert.Equal("</script>\"'&\n", first.GetProperty("name").GetString());
        Assert.InRange(first.GetProperty("raw").GetArrayLength(), 300, 401);
        Assert.Equal(0, second.GetProperty("raw").GetArrayLength());
        Assert.Equal([20, 80, 2], second.GetProperty("smooth")[1].EnumerateArray().Select(v => v.GetDouble()));
        Assert.DoesNotContain("</script>", html);
    }

    private static string Draw(CurveTitle title, params ChartLine[] lines) => LineChart.Draw(title, lines, [(0, "64 px"), (5, "128 px")], 300).Html;

    // Point i is at step 10 i and has the value i.
    private static ChartLine Line(string name, int count, bool noisy = false) =>
        new(name, name.Length > 5 && name[0] == 'v' ? "s1" : "s0", [.. Enumerable.Range(1, count).Select(i => new HistoryPoint(10 * i, 40 * i, i))], noisy);
}
