using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace LiteVae.Cli.Verbs.Bench.Plot;

/// <summary>Draws a chart as SVG that needs no other file, no script and no fonts of its own.</summary>
internal static class PlotDrawing
{
    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    public static XElement Draw(PlotFigure figure) => Element(
        "svg",
        new XAttribute("viewBox", $"0 0 {Number(figure.Width)} {Number(figure.Height)}"), Place("width", figure.Width), Place("height", figure.Height),
        new XAttribute("role", "img"), new XAttribute("aria-labelledby", "title description"),
        Element("title", new XAttribute("id", "title"), Clean(figure.Title)),
        Element("desc", new XAttribute("id", "description"), Clean(figure.Description)),
        Element("style", PlotStyle.Css),
        Element("rect", Class("page"), Place("x", 0.5), Place("y", 0.5), Place("width", figure.Width - 1), Place("height", figure.Height - 1), Place("rx", 6)),
        figure.Texts.Select(t => Text(t.X, t.Y, t.Style, t.Text)),
        figure.Panels.Select(Panel));

    private static XElement Panel(PlotPanel panel) => Element(
        "g",
        panel.Marks.Skip(1).Select(m => Line("grid", m.X, panel.Top, m.X, panel.Bottom)),
        panel.Marks.Select(m => Text(m.X, panel.Bottom + 14, "mark", m.Number)),
        panel.Bars.Select(Bar),
        Line("zero", panel.Marks[0].X, panel.Top, panel.Marks[0].X, panel.Bottom)); // last, over where the bars begin

    private static XElement Bar(PlotBar bar) => Element(
        "g",
        Element("title", Clean(bar.Description)),
        Element("rect", Class($"bar {bar.Style}"), Place("x", bar.Left), Place("y", bar.Top), Place("width", bar.Right - bar.Left), Place("height", bar.Height)),
        bar.Whisker is { } whisker ? Whisker(whisker.From, whisker.To, bar.Middle) : null,
        Element(
            "text", Class("value"), Place("x", bar.End + 7), Place("y", bar.Middle + 4), bar.Value,
            bar.Ratio.Length == 0 ? null : Element("tspan", Class("ratio"), Place("dx", 8), bar.Ratio)));

    private static XElement Whisker(double from, double to, double y) => Element(
        "path", Class("whisker"), new XAttribute("d", $"M{Number(from)} {Number(y - 3)}v6m0-3H{Number(to)}m0-3v6"));

    private static XElement Line(string style, double x1, double y1, double x2, double y2) =>
        Element("line", Class(style), Place("x1", x1), Place("y1", y1), Place("x2", x2), Place("y2", y2));

    private static XElement Text(double x, double y, string style, string text) => Element("text", Class(style), Place("x", x), Place("y", y), Clean(text));

    private static XElement Element(string name, params object?[] content) => new(s_svg + name, content);

    private static XAttribute Class(string name) => new("class", name);

    private static XAttribute Place(string name, double value) => new(name, Number(value));

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Text without what XML cannot hold: names of folders may have control characters.</summary>
    private static string Clean(string text) =>
        string.Concat(text.EnumerateRunes().Select(r => r.Value > char.MaxValue || XmlConvert.IsXmlChar((char)r.Value) ? r : Rune.ReplacementChar));
}
