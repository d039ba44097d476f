using System.Globalization;
using System.Xml.Linq;
using LiteVae.Cli.Shared;
using LiteVae.Diffusion;
using ScottPlot;

namespace LiteVae.Cli.Verbs.Diffusion;

/// <summary>Draws how far from the reference each sampler ends, over what it costs.</summary>
internal static class SamplerPlot
{
    private const int Width = 720;
    private const int Height = 440;

    // Okabe and Ito's colors, which color-blind readers tell apart; the legend and the markers say the same.
    private static readonly (Color Color, MarkerShape Marker)[] _looks =
    [
        (Color.FromHex("#0072b2"), MarkerShape.FilledCircle), (Color.FromHex("#e69f00"), MarkerShape.FilledSquare), (Color.FromHex("#009e73"), MarkerShape.FilledTriangleUp),
    ];

    public static XElement Draw(IReadOnlyList<SamplerDistance> results, int count)
    {
        var reference = results[0];
        var title = $"Distance from the sample of {reference.Steps.ToString(CultureInfo.InvariantCulture)} steps";
        var plot = new ScottPlot.Plot();
        plot.Font.Set(PlotFont.Name);
        var groups = results.Skip(1).Where(r => r.Mean > 0).GroupBy(r => r.Sampler).ToArray();
        foreach (var (i, group) in groups.Index())
        {
            var points = group.OrderBy(r => r.Predictions).ToArray();
            var line = plot.Add.Scatter(points.Select(p => Math.Log10(p.Predictions)).ToArray(), points.Select(p => Math.Log10(p.Mean)).ToArray());
            (line.Color, line.MarkerShape) = _looks[i % _looks.Length];
            (line.LineWidth, line.MarkerSize, line.LegendText) = (2, 8, SamplingOptions.NameOf(group.Key));
        }
        plot.Title(title);
        plot.XLabel("predictions of the denoiser for a sample");
        plot.YLabel($"RMS distance, mean of {count.ToString(CultureInfo.InvariantCulture)} samples");
        int[] ticks = [.. results.Skip(1).Select(r => r.Steps).Distinct().Order()];
        plot.Axes.Bottom.SetTicks([.. ticks.Select(t => Math.Log10(t))], [.. ticks.Select(t => t.ToString(CultureInfo.InvariantCulture))]);
        double[] powers = [.. Enumerable.Range(-5, 7).Select(p => (double)p)];
        plot.Axes.Left.SetTicks(powers, [.. powers.Select(p => Math.Pow(10, p).ToString("G1", CultureInfo.InvariantCulture))]);
        plot.ShowLegend(Alignment.UpperRight);
        var svg = SvgPicture.Render(Width, Height, canvas => SvgPicture.Render(plot, canvas, new PixelRect(0, Width, Height, 0)));
        return SvgPicture.Describe(svg, title, string.Join("; ", results.Skip(1).Select(r =>
            string.Create(CultureInfo.InvariantCulture, $"{SamplingOptions.NameOf(r.Sampler)} {r.Steps} steps, {r.Predictions} predictions: {r.Mean:G3}"))));
    }
}
