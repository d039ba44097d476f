using System.Globalization;
using LiteVae.Cli.Verbs.Bench;
using LiteVae.Cli.Verbs.Bench.Plot;
using static LiteVae.Cli.Tests.InventedRun;

namespace LiteVae.Cli.Tests;

public sealed class BenchPlotLayoutTests
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
        foreach (var (results, speeds) in new[] { (ThreeModels, 3), (s_oneScale, 1) })
        {
            var panels = Figure(results).Panels;
            Assert.Equal(speeds + 1, panels.Count);
            Assert.Equal(results.Length, panels.Take(speeds).Sum(p => p.Bars.Count));
            Assert.Equal(results.Length, panels[^1].Bars.Count);
            Assert.All(panels, p => Assert.Equal(p.Bars.Count, p.Bars.Select(b => b.Top).Distinct().Count()));
        }
    }

    [Fact]
    public void Bars_are_as_long_as_what_they_stand_for()
    {
        foreach (var panel in Figure(ThreeModels).Panels.Concat(Figure(s_oneScale).Panels))
        {
            var (zero, unit) = (panel.Marks[0].X, (panel.Marks[^1].X - panel.Marks[0].X) / Number(panel.Marks[^1].Number));
            Assert.Equal("0", panel.Marks[0].Number);
            Assert.All(panel.Marks, m => Assert.Equal(zero + unit * Number(m.Number), m.X, 1e-6));
            Assert.All(panel.Bars, b => Assert.Equal((zero, zero + unit * Number(b.Value)), (b.Left, b.Right), Near));
        }
    }

    [Fact]
    public void A_whisker_reaches_from_quartile_to_quartile()
    {
        var panels = Figure(Result("a", "fast", 100)).Panels;
        var bar = panels[0].Bars.Single();
        var unit = (bar.Right - bar.Left) / 100;
        Assert.Equal((bar.Left + 93 * unit, bar.Left + 104 * unit), bar.Whisker!.Value, Near);
        Assert.Null(panels[1].Bars.Single().Whisker); // of memory only the most is known
    }

    [Fact]
    public void A_ratio_against_plain_modules_stands_at_each_bar_of_the_fast_engine()
    {
        Assert.Equal(["", "2.5x", "", "3.0x", "", "2.3x"], Figure(ThreeModels).Panels.Take(3).SelectMany(p => p.Bars).Select(b => b.Ratio));
        Assert.Equal(["0.97x", "1.0x", "12.3x"], new[] { 0.97, 0.996, 12.34 }.Select(PlotWords.Ratio));
    }

    [Fact]
    public void Ratios_are_of_the_same_batch()
    {
        var figure = Figure(Request with { Batches = [1, 4] }, s_oneScale);
        // 9 and 9.9 against 3.5 with batch 1, against 2 with batch 4; b has no plain engine.
        Assert.Equal(["", "2.6x", "2.8x", "", "4.5x", "5.0x", "", ""], figure.Panels[0].Bars.Select(b => b.Ratio));
        Assert.Equal(["batch 1", "batch 4", "batch 1", "batch 4"], figure.Texts.Select(t => t.Text).Where(t => t.StartsWith("batch", StringComparison.Ordinal)));
        Assert.Equal("Encoding 256x256 images", figure.Title);
    }

    [Fact]
    public void Each_engine_and_precision_has_its_own_colour() =>
        Assert.Equal(["plain", "fp32", "bf16"], Figure(s_oneScale).Panels[0].Bars.Select(b => b.Style).Distinct());

    [Theory]
    [InlineData(9.9, 1, "one scale")]
    [InlineData(10, 2, "own scale")]
    public void Models_ten_times_apart_have_a_scale_each_and_that_is_said(double fastest, int scales, string said)
    {
        var figure = Figure(Result("a", "fast", fastest), Result("b", "fast", 1));
        Assert.Equal(scales + 1, figure.Panels.Count);
        Assert.Contains(figure.Texts, t => t.Text.Contains(said, StringComparison.Ordinal));
    }

    [Fact]
    public void All_of_it_lies_within_the_picture_and_nothing_on_another()
    {
        foreach (var figure in new[] { Figure(ThreeModels), Figure(Request with { Batches = [1, 4] }, s_oneScale), Figure(Result("a", "fast", 1234)) })
        {
            Assert.All(figure.Texts, t => Assert.InRange(t.Y, 12, figure.Height - 6));
            foreach (var panel in figure.Panels)
            {
                Assert.All(panel.Bars, b => Assert.True(b.Top >= panel.Top && b.Top + b.Height <= panel.Bottom));
                var limit = panel.Bars[0].Left < figure.Width / 2 ? figure.Panels[^1].Bars[0].Left : figure.Width;
                Assert.All(panel.Bars, b => Assert.InRange(b.End + 15 + 7.5 * (b.Value.Length + b.Ratio.Length), b.Left, limit)); // 7.5 pixels a letter
                Assert.All(panel.Bars.Zip(panel.Bars.Skip(1)), pair => Assert.True(pair.First.Top + pair.First.Height < pair.Second.Top));
            }
        }
    }

    private static double Number(string text) => double.Parse(text.Replace("\u202f", ""), CultureInfo.InvariantCulture);

    private static bool Near((double, double) one, (double, double) other) => Math.Abs(one.Item1 - other.Item1) + Math.Abs(one.Item2 - other.Item2) < 1e-6;
}
