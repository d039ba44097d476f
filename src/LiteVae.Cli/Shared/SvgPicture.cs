using System.Xml.Linq;
using ScottPlot;
using SkiaSharp;

namespace LiteVae.Cli.Shared;

/// <summary>Charts as SVG files that need no other file.</summary>
internal static class SvgPicture
{
    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    /// <summary>Draws a picture on white.</summary>
    public static XElement Render(int width, int height, Action<SKCanvas> draw)
    {
        using var stream = new MemoryStream();
        using (var canvas = SKSvgCanvas.Create(SKRect.Create(width, height), stream))
        {
            canvas.Clear(SKColors.White);
            draw(canvas);
        }
        stream.Position = 0;
        var svg = XElement.Load(stream);
        // Skia ends its lists of positions with a comma, with which readers of SVG ignore the whole list.
        foreach (var positions in svg.Descendants(s_svg + "text").Attributes().Where(a => a.Name.LocalName is "x" or "y"))
            positions.Value = positions.Value.TrimEnd(',', ' ');
        return svg;
    }

    /// <summary>Draws a chart into a part of a picture.</summary>
    public static void Render(ScottPlot.Plot plot, SKCanvas canvas, PixelRect place)
    {
        plot.RenderManager.ClearCanvasBeforeEachRender = false; // it would clear the other charts too
        plot.RenderInMemory((int)place.Width, (int)place.Height); // the first rendering finds the layout, and would be drawn below the second
        plot.Render(canvas, place);
    }

    /// <summary>Adds title and figures in words, for readers who cannot see the picture.</summary>
    public static XElement Describe(XElement svg, string title, string description)
    {
        svg.SetAttributeValue("role", "img");
        svg.SetAttributeValue("aria-labelledby", "title description");
        svg.AddFirst(
            new XElement(s_svg + "title", new XAttribute("id", "title"), title),
            new XElement(s_svg + "desc", new XAttribute("id", "description"), description));
        return svg;
    }
}
