namespace LiteVae.Cli.Verbs.Bench.Plot;

/// <summary>A case and how far down its bars are.</summary>
/// <param name="Ratio">Its speed against the plain engine's; null for that engine itself and where it was not measured.</param>
internal sealed record PlotRow(BenchResult Result, double? Ratio, double Top);
