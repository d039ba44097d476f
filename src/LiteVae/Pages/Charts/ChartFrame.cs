using System.Globalization;

namespace LiteVae.Pages.Charts;

/// <summary>The drawing area of a chart in a page, in the pixels of an SVG picture, and the pieces that every chart is made of.</summary>
/// <param name="Top">Room above the drawing area.</param>
/// <param name="Right">Room at its right.</param>
internal sealed record ChartFrame(int Top, int Right)
{
    public const int Width = 380;
    public const int Height = 226;

    /// <summary>Room at the left, for the title and the numbers of the vertical axis.</summary>
    public const int Left = 60;

    /// <summary>The vertical position at which the drawing area ends.</summary>
    public const int BottomEdge = Height - 42;

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
        $"<text x=\"{x:0.#}\" y=\"{BottomEdge + 15}\" text-anchor=\"{anchor}\">{text}</text>");

    /// <summary>The titles of both axes.</summary>
    /// <param name="horizontal">What the horizontal axis shows, with its unit.</param>
    /// <param name="vertical">What the vertical axis shows, with its unit.</param>
    public Markup Titles(string horizontal, string vertical) => Markup.Of(
        $"<text class=\"title\" x=\"{(Left + RightEdge) / 2}\" y=\"{Height - 8}\" text-anchor=\"middle\">{horizontal}</text><text class=\"title\" transform=\"translate(12 {(Top + BottomEdge) / 2}) rotate(-90)\" text-anchor=\"middle\">{vertical}</text>");

    /// <summary>The data of an SVG path that joins points by straight lines; empty for no points.</summary>
    public static string Path(IEnumerable<(double X, double Y)> points)
    {
        var joined = string.Join('L', points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.X:0.#} {p.Y:0.#}")));
        return joined.Length == 0 ? "" : "M" + joined;
    }

    /// <summary>The class of a line's color in the style sheet; from the seventh line on, colors come again as dashed lines.</summary>
    /// <param name="line">The line's number, from 0.</param>
    public static string Style(int line) => $"s{line % Colors}{(line / Colors % 2 == 1 ? " dashed" : "")}";

    /// <summary>A line's color and name, for a legend.</summary>
    /// <param name="style">The classes of the line.</param>
    /// <param name="name">What is shown.</param>
    /// <param name="fullName">A longer name, which is shown at the pointer; empty for none.</param>
    public static Markup Key(string style, string name, string fullName = "") => Markup.Of(
        $"<span class=\"key\"{(fullName.Length == 0 ? Markup.Empty : Markup.Of($" title=\"{fullName}\""))}><i class=\"{style}\"></i>{name}</span> ");

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
