using System.Globalization;

namespace LiteVae.Pages.Charts;

/// <summary>The drawing area of a chart in a page, in the pixels of an SVG picture, and the pieces that every chart is made of.</summary>
/// <param name="Top">Room above the drawing area.</param>
/// <param name="Right">Room at its right.</param>
internal sealed record ChartFrame(int Top, int Right)
{
    public const int Width = 380;
    public const int Height = 210;

    /// <summary>Room at the left, for the numbers of the vertical axis.</summary>
    public const int Left = 46;

    /// <summary>The vertical position at which the drawing area ends.</summary>
    public const int BottomEdge = Height - 26;

    /// <summary>The number of line colors in the style sheet: classes s0, s1 and so on.</summary>
    public const int Colors = 6;

    /// <summary>The horizontal position at which the drawing area ends.</summary>
    public int RightEdge => Width - Right;

    /// <summary>A vertical axis around values.</summary>
    public ChartAxis Vertical(IReadOnlyList<double> values) => ChartAxis.Around(values, BottomEdge, Top);

    /// <summary>A horizontal line and a number at each mark of the vertical axis.</summary>
    public Markup Grid(ChartAxis vertical) => Markup.Join(vertical.Marks.Select(value => Markup.Of(
        $"<line class=\"grid\" x1=\"{Left}\" x2=\"{RightEdge}\" y1=\"{vertical.Position(value):0.#}\" y2=\"{vertical.Position(value):0.#}\"/><text x=\"{Left - 6}\" y=\"{vertical.Position(value) + 3.5:0.#}\" text-anchor=\"end\">{PageNumbers.Short(value)}</text>")));

    /// <summary>A text below the drawing area.</summary>
    /// <param name="x">Its horizontal position.</param>
    /// <param name="text">The text.</param>
    /// <param name="anchor">Which part of the text lies there: start, middle or end.</param>
    public static Markup Mark(double x, string text, string anchor = "middle") => Markup.Of(
        $"<text x=\"{x:0.#}\" y=\"{Height - 9}\" text-anchor=\"{anchor}\">{text}</text>");

    /// <summary>The data of an SVG path that joins points by straight lines; empty for no points.</summary>
    public static string Path(IEnumerable<(double X, double Y)> points)
    {
        var joined = string.Join('L', points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.X:0.#} {p.Y:0.#}")));
        return joined.Length == 0 ? "" : "M" + joined;
    }

    /// <summary>A chart with its caption.</summary>
    /// <param name="title">What is shown.</param>
    /// <param name="note">A remark beside the title; empty for none.</param>
    /// <param name="value">What stands at the right of the caption.</param>
    /// <param name="description">The chart in words, for readers who cannot see it.</param>
    /// <param name="content">The SVG within.</param>
    /// <param name="attributes">Further attributes of the figure, beginning with a space; empty for none.</param>
    public static Markup Figure(Markup title, Markup note, string value, string description, Markup content, Markup attributes = default) => Markup.Of($"""
        <figure class="chart"{attributes}>
        <figcaption><b>{title}</b>{note}<output>{value}</output></figcaption>
        <svg viewBox="0 0 {Width} {Height}" role="img" aria-label="{description}">
        {content}</svg></figure>

        """);
}
