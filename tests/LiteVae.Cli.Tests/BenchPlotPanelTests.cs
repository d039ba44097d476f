using LiteVae.Cli.Verbs.Bench;
using LiteVae.Cli.Verbs.Bench.Plot;
using ScottPlot.Plottables;
using static LiteVae.Cli.Tests.InventedRun;

namespace LiteVae.Cli.Tests;

public sealed class BenchPlotPanelTests
{
    private static readonly BenchResult[] s_oneScale =
    [
        .. new[] { 1, 4 }.SelectMany(batch => new[]
        {
            Result("a", "plain", 4 - batch / 2.0, batch: batch), Result("a", "fast", 9, batch: batch),
            Result("a", "fast", 9.9, precision: "bf16", batch: batch), Result("b", "fast", 1, batch: batch),
        }),
    ];

    [Fact]
    public void Every_case_has_a_bar_of_speed_and_one_of_memory()
    {
        foreach (var (results, panels) in new[] { (ThreeModels, 3), (s_oneScale, 1) })
        {
            var drawn = BenchPlot.Panels(results);
            Assert.Equal(panels, drawn.Count);
            Assert.Equal(results.Select(r => r.ImagesPerSecond).Order(), drawn.SelectMany(p => Bars(p.Speed)).Select(b => b.Value).Order());
            Assert.Equal(results.Select(r => r.PeakMemoryMiB).Order(), drawn.SelectMany(p => Bars(p.Memory)).Select(b => b.Value).Order());
            Assert.All(drawn, p => Assert.Equal(p.Rows.Select(r => r.Result.ImagesPerSecond), Bars(p.Speed).Select(b => b.Value)));
        }
    }

    [Fact]
    public void Bars_begin_at_zero_and_none_lies_on_another()
    {
        foreach (var plot in BenchPlot.Panels(ThreeModels).Concat(BenchPlot.Panels(s_oneScale)).SelectMany(p => new[] { p.Speed, p.Memory }))
        {
            Assert.Equal(0, plot.Axes.GetLimits().Left);
            Assert.All(Bars(plot), b => Assert.Equal((0, ScottPlot.Orientation.Horizontal), (b.ValueBase, b.Orientation)));
            Assert.All(Bars(plot), b => Assert.InRange(b.Value, 0, 0.75 * plot.Axes.GetLimits().Right)); // the rest is for the text
            Assert.All(Bars(plot).Zip(Bars(plot).Skip(1)), pair => Assert.True(pair.First.Position - pair.Second.Position >= 1));
            Assert.All(Bars(plot), b => Assert.InRange(b.Position, plot.Axes.GetLimits().Bottom + 0.5, plot.Axes.GetLimits().Top - 0.5));
        }
    }

    [Fact]
    public void A_whisker_reaches_from_quartile_to_quartile()
    {
        var panel = Assert.Single(BenchPlot.Panels([Result("a", "fast", 100)]));
        var whiskers = Assert.Single(panel.Speed.GetPlottables<ErrorBar>());
        Assert.Equal(93, whiskers.GetAxisLimits().Left, 1e-9);
        Assert.Equal(104, whiskers.GetAxisLimits().Right, 1e-9);
        Assert.Empty(panel.Memory.GetPlottables<ErrorBar>()); // of memory only the maximum is known
    }

    [Fact]
    public void A_ratio_against_plain_modules_stands_at_each_bar_of_the_fast_engine()
    {
        Assert.Equal(
            ["6.4", "16 (2.5x)", "1.15", "3.4 (3.0x)", "0.32", "0.75 (2.3x)"],
            BenchPlot.Panels(ThreeModels).SelectMany(p => p.Speed.GetPlottables<Text>()).Select(t => t.LabelText));
        Assert.Equal(["0.97x", "1.0x", "12.3x"], new[] { 0.97, 0.996, 12.34 }.Select(PlotWords.Ratio));
    }

    [Fact]
    public void Ratios_are_of_the_same_batch()
    {
        var panel = Assert.Single(BenchPlot.Panels(s_oneScale));
        // 9 and 9.9 against 3.5 with batch 1, against 2 with batch 4; b has no plain engine.
        Assert.Equal(["", "2.6x", "2.8x", "", "4.5x", "5.0x", "", ""], panel.Rows.Select(r => r.Ratio is { } ratio ? PlotWords.Ratio(ratio) : ""));
        Assert.Equal(["a, batch 1, plain fp32", "a, batch 1, fast fp32", "a, batch 1, fast bf16", "a, batch 4, plain fp32"], panel.Rows.Take(4).Select(r => r.Name));
        Assert.Equal("Encoding 256x256 images", PlotWords.Title(Request with { Batches = [1, 4] }));
    }

    [Fact]
    public void Each_engine_and_precision_has_its_own_color()
    {
        var panel = Assert.Single(BenchPlot.Panels(s_oneScale));
        Assert.Equal(3, Bars(panel.Speed).Select(b => b.FillColor).Distinct().Count());
        Assert.Equal(Bars(panel.Speed).Select(b => b.FillColor), Bars(panel.Memory).Select(b => b.FillColor));
    }

    [Theory]
    [InlineData(9.9, 1, "one scale")]
    [InlineData(10, 2, "own scale")]
    public void Models_ten_times_apart_have_a_scale_each_and_that_is_said(double fastest, int panels, string said)
    {
        var drawn = BenchPlot.Panels([Result("a", "fast", fastest), Result("b", "fast", 1)]);
        Assert.Equal(panels, drawn.Count);
        Assert.All(drawn, p => Assert.Contains(said, p.Speed.Axes.Title.Label.Text, StringComparison.Ordinal));
        Assert.Single(drawn.Select(p => p.Memory.Axes.GetLimits().Right).Distinct()); // of memory all are on one scale
    }

    private static List<ScottPlot.Bar> Bars(ScottPlot.Plot plot) => Assert.Single(plot.GetPlottables<BarPlot>()).Bars;
}
