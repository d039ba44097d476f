namespace LiteVae.Cli.Verbs.Bench.Plot;

/// <summary>One bar and what is written at its end.</summary>
/// <param name="Left">Where zero is.</param>
/// <param name="Whisker">From quartile to quartile; null where there is no spread to show.</param>
/// <param name="Style">A class of <see cref="PlotStyle"/>: its colour.</param>
/// <param name="Value">The number it stands for.</param>
/// <param name="Ratio">That against the plain engine's, such as 2.7x; empty for none.</param>
/// <param name="Description">All of that in words.</param>
internal sealed record PlotBar(
    double Left, double Right, double Top, double Height, (double From, double To)? Whisker, string Style, string Value, string Ratio, string Description)
{
    public double Middle => Top + Height / 2;

    /// <summary>Where bar and whisker end.</summary>
    public double End => Math.Max(Right, Whisker?.To ?? Right);
}
