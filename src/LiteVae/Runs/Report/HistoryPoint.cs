namespace LiteVae.Runs.Report;

/// <summary>A number at a time.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Images">Images seen.</param>
/// <param name="Value">The number.</param>
public readonly record struct HistoryPoint(long Step, long Images, double Value);
