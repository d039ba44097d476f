namespace LiteVae.Cli.Verbs.Bench.Plot;

/// <summary>Bars above one axis, which begins at zero.</summary>
/// <param name="Marks">Positions on the axis and their numbers, zero first.</param>
internal sealed record PlotPanel(double Top, double Bottom, IReadOnlyList<(double X, string Number)> Marks, IReadOnlyList<PlotBar> Bars);
