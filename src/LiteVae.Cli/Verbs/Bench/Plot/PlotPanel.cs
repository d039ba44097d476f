using LiteVae.Cli.Shared;
using ScottPlot;
using ScottPlot.Plottables;

namespace LiteVae.Cli.Verbs.Bench.Plot;

/// <summary>Bars of one measure over one axis, which begins at zero.</summary>
internal static class PlotPanel
{
    private const int NameWidth = 170; // pixels

    // Okabe and Ito's colors, which color-blind readers tell apart; the name beside each bar says the same.
    private static readonly Dictionary<string, Color> Colors = new()
    {
        ["plain"] = Color.FromHex("#a9a9b2"),
        ["fp32"] = Color.FromHex("#0072b2"),
        ["bf16"] = Color.FromHex("#e69f00"),
    };

    /// <summary>Images per second: bars of the median, whiskers from quartile to quartile, and the ratio against plain modules.</summary>
    public static ScottPlot.Plot Speed(IReadOnlyList<PlotRow> rows, string title)
    {
        var plot = Bars(rows, title, r => r.ImagesPerSecond, rows.Max(r => r.Result.Quartiles.Fast));
        plot.Axes.Left.SetTicks([.. rows.Select(r => -r.Place)], [.. rows.Select(r => r.Name)]);
        plot.Axes.Left.MinimumSize = NameWidth; // so that axes of several panels begin at one place
        plot.Add.Plottable(Whiskers(rows));
        foreach (var row in rows)
            Label(plot, row, row.Result.Quartiles.Fast, PlotWords.Speed(row));
        return plot;
    }

    /// <summary>Peak memory (MiB).</summary>
    /// <param name="rows">The cases.</param>
    /// <param name="longest">The most memory of the whole chart (MiB): panels share their scale.</param>
    /// <param name="title">What stands above.</param>
    public static ScottPlot.Plot Memory(IReadOnlyList<PlotRow> rows, double longest, string title)
    {
        var plot = Bars(rows, title, r => r.PeakMemoryMiB, longest);
        plot.Axes.Left.SetTicks([], []); // the panel at the left has the names
        foreach (var row in rows)
            Label(plot, row, row.Result.PeakMemoryMiB, PlotWords.Memory(row.Result));
        return plot;
    }

    private static ScottPlot.Plot Bars(IReadOnlyList<PlotRow> rows, string title, Func<BenchResult, double> value, double longest)
    {
        const double LongestBar = 0.72; // of the width; the text at its end needs the rest
        var plot = new ScottPlot.Plot();
        plot.Font.Set(PlotFont.Name);
        plot.Title(title, size: 14);
        var bars = plot.Add.Bars(rows.Select(r => new Bar { Position = -r.Place, Value = value(r.Result), FillColor = ColorOf(r.Result.Case), LineWidth = 0 }).ToArray());
        bars.Horizontal = true;
        plot.Axes.SetLimits(0, longest / LongestBar, -rows[^1].Place - 0.8, 0.8);
        plot.Axes.Left.MajorTickStyle.Length = 0;
        plot.Grid.YAxisStyle.IsVisible = false;
        plot.Axes.Right.FrameLineStyle.Width = 0;
        plot.Axes.Top.FrameLineStyle.Width = 0;
        return plot;
    }

    private static ErrorBar Whiskers(IReadOnlyList<PlotRow> rows)
    {
        var speeds = rows.Select(r => r.Result.ImagesPerSecond).ToArray();
        return new ErrorBar(
            speeds, [.. rows.Select(r => -r.Place)],
            xErrorsNegative: [.. rows.Select((r, i) => speeds[i] - r.Result.Quartiles.Slow)],
            xErrorsPositive: [.. rows.Select((r, i) => r.Result.Quartiles.Fast - speeds[i])],
            yErrorsNegative: null, yErrorsPositive: null)
        {
            Color = ScottPlot.Colors.Black,
        };
    }

    private static void Label(ScottPlot.Plot plot, PlotRow row, double end, string text)
    {
        var label = plot.Add.Text(text, end, -row.Place);
        label.LabelAlignment = Alignment.MiddleLeft;
        label.OffsetX = 5;
    }

    private static Color ColorOf(BenchCase work) => Colors[work.Engine == "plain" ? "plain" : work.Precision];
}
