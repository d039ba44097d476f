using ScottPlot;
using SkiaSharp;

namespace LiteVae.Cli.Shared;

/// <summary>The font of a chart: the Linux build of Skia that needs no system library would take any that it finds first.</summary>
internal static class PlotFont
{
    private static readonly string[] Preferred = ["DejaVu Sans", "Liberation Sans", "Noto Sans", "Segoe UI", "Arial", "Helvetica"];

    private static readonly Lazy<string> Found = new(() => Preferred.FirstOrDefault(IsInstalled) ?? Fonts.Default);

    /// <summary>The name of a family: a sans serif where the system has one of the usual ones.</summary>
    public static string Name => Found.Value;

    private static bool IsInstalled(string family)
    {
        using var typeface = SKFontManager.Default.MatchFamily(family);
        return typeface is not null;
    }
}
