namespace LiteVae.Cli.Verbs.Bench.Plot;

/// <summary>A line of text.</summary>
/// <param name="X">Where it begins; where it ends, in the style "end".</param>
/// <param name="Y">Its baseline.</param>
/// <param name="Style">A class of <see cref="PlotStyle"/>.</param>
internal sealed record PlotText(double X, double Y, string Text, string Style);
