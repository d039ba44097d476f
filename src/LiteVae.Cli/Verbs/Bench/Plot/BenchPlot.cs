using System.Xml.Linq;
using LiteVae.Cli.Shared;
using ScottPlot;
using SkiaSharp;

namespace LiteVae.Cli.Verbs.Bench.Plot;

/// <summary>Draws a run's cases with ScottPlot: speed at the left, memory at the right, as one SVG picture.</summary>
internal static class BenchPlot
{
    /// <summary>Models whose speeds differ by this factor or more get panels of their own.</summary>
    public const double MaxSpeedRatioOfOneScale = 10;

    private const int Width = 960;
    private const int HeadHeight = 64;
    private const int PanelMargin = 74;
    private const int RowHeight = 24;
    private const int FootHeight = 30;

    /// <summary>A chart as SVG that needs no other file.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="results">The results of the cases to show, at least one.</param>
    /// <param name="processor">The machine's.</param>
    public static XElement Draw(BenchRequest request, IReadOnlyList<BenchResult> results, string processor)
    {
        var panels = Panels(results);
        var rows = panels.SelectMany(p => p.Rows).ToList();
        var body = panels.Sum(p => HeightOf(p.Rows));
        var svg = SvgPicture.Render(Width, HeadHeight + body + FootHeight, canvas =>
        {
            Write(canvas, PlotWords.Title(request), 28, size: 17);
            Write(canvas, PlotWords.Machine(request, processor), 50, size: 12);
            var top = HeadHeight;
            foreach (var panel in panels)
            {
                var bottom = top + HeightOf(panel.Rows);
                SvgPicture.Render(panel.Speed, canvas, new PixelRect(0, Width * 0.68f, bottom, top));
                SvgPicture.Render(panel.Memory, canvas, new PixelRect(Width * 0.68f, Width, bottom, top));
                top = bottom;
            }
            Write(canvas, PlotWords.Footnote(rows.Any(r => r.Ratio is not null)), top + 18, size: 12);
        });
        return SvgPicture.Describe(svg, PlotWords.Title(request), $"{PlotWords.Machine(request, processor)}. {string.Join("; ", rows.Select(PlotWords.Describe))}.");
    }

    /// <summary>The panels from top to bottom: one for all models, or one each where their speeds are far apart.</summary>
    public static IReadOnlyList<(IReadOnlyList<PlotRow> Rows, ScottPlot.Plot Speed, ScottPlot.Plot Memory)> Panels(IReadOnlyList<BenchResult> results)
    {
        var models = results.GroupBy(r => r.Case.Preset).Select(m => m.ToArray()).ToArray();
        var fastest = models.Select(m => m.Max(r => r.ImagesPerSecond)).ToArray();
        var ownScales = fastest.Max() >= MaxSpeedRatioOfOneScale * fastest.Min();
        var mostMemory = results.Max(r => r.PeakMemoryMiB);
        var groups = ownScales ? models.Select(PlotRow.Of) : [PlotRow.Of([.. models.SelectMany(m => m)])];
        var scale = PlotWords.Scale(models.Length, ownScales);
        return [.. groups.Select(rows => (rows, PlotPanel.Speed(rows, $"Images per second, {scale}"), PlotPanel.Memory(rows, mostMemory, "Peak memory (MiB)")))];
    }

    private static int HeightOf(IReadOnlyList<PlotRow> rows) => PanelMargin + (int)Math.Ceiling((rows[^1].Place + 1) * RowHeight);

    private static void Write(SKCanvas canvas, string text, float baseline, float size)
    {
        using var paint = new SKPaint { Color = SKColors.Black, IsAntialias = true };
        using var font = new SKFont(Fonts.GetTypeface(PlotFont.Name, FontWeight.Normal, FontSlant.Upright, FontSpacing.Normal), size);
        canvas.DrawText(text, 24, baseline, SKTextAlign.Left, font, paint);
    }
}
