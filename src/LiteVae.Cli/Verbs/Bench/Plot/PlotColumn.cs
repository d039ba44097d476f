using LiteVae.Pages;

namespace LiteVae.Cli.Verbs.Bench.Plot;

/// <summary>The part of the chart, from left to right, that shows one measure.</summary>
/// <param name="From">Where zero is.</param>
/// <param name="To">Where the axis ends.</param>
/// <param name="LongestBar">Share of the width that the longest bar gets; what is written at its end needs the rest.</param>
internal abstract record PlotColumn(double From, double To, double LongestBar)
{
    public static PlotColumn Speed { get; } = new SpeedColumn();

    public static PlotColumn Memory { get; } = new MemoryColumn();

    /// <summary>The rows' bars on one scale.</summary>
    public PlotPanel Panel(double top, double bottom, double barHeight, IReadOnlyList<PlotRow> rows)
    {
        var axis = ChartAxis.FromZero(rows.Max(r => Math.Max(Value(r.Result), Quartiles(r.Result)?.Fast ?? 0)) / LongestBar, From, To);
        return new PlotPanel(top, bottom, [.. axis.Marks.Select(m => (axis.Position(m), Number(m)))], [.. rows.Select(r => Bar(r, axis, barHeight))]);
    }

    protected abstract double Value(BenchResult result);

    protected abstract (double Slow, double Fast)? Quartiles(BenchResult result);

    protected abstract string Number(double value);

    protected abstract double? Ratio(PlotRow row);

    private PlotBar Bar(PlotRow row, ChartAxis axis, double height) => new(
        From, axis.Position(Value(row.Result)), row.Top, height,
        Quartiles(row.Result) is { } q ? (axis.Position(q.Slow), axis.Position(q.Fast)) : null,
        PlotStyle.Of(row.Result.Case), Number(Value(row.Result)), Ratio(row) is { } ratio ? PlotWords.Ratio(ratio) : "",
        PlotWords.Describe(row));

    private sealed record SpeedColumn() : PlotColumn(From: 220, To: 590, LongestBar: 0.76)
    {
        protected override double Value(BenchResult result) => result.ImagesPerSecond;

        protected override (double Slow, double Fast)? Quartiles(BenchResult result) => result.Quartiles;

        protected override string Number(double value) => PageNumbers.Short(value);

        protected override double? Ratio(PlotRow row) => row.Ratio;
    }

    private sealed record MemoryColumn() : PlotColumn(From: 640, To: 836, LongestBar: 0.78)
    {
        protected override double Value(BenchResult result) => result.PeakMemoryMiB;

        protected override (double Slow, double Fast)? Quartiles(BenchResult result) => null;

        protected override string Number(double value) => PageNumbers.Whole((long)Math.Round(value));

        protected override double? Ratio(PlotRow row) => null;
    }
}
