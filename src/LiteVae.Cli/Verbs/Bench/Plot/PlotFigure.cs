namespace LiteVae.Cli.Verbs.Bench.Plot;

/// <summary>A chart with everything in its place: what is left is to draw it. Positions are in pixels, from the top left.</summary>
/// <param name="Title">What the chart is of.</param>
/// <param name="Description">Its figures in words, for those who cannot see it.</param>
internal sealed record PlotFigure(
    double Width, double Height, string Title, string Description, IReadOnlyList<PlotText> Texts, IReadOnlyList<PlotPanel> Panels);
