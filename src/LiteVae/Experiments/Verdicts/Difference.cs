using LiteVae.Experiments.Measures;

namespace LiteVae.Experiments.Verdicts;

/// <summary>The difference of two rows in a figure, positive where the first is better.</summary>
/// <param name="Estimate">The mean difference.</param>
/// <param name="Lower">The lower end of its 95% interval; null where there is none.</param>
/// <param name="Upper">The upper end.</param>
/// <param name="Unit">What the interval is over.</param>
/// <param name="Count">How many of these.</param>
/// <param name="OverSeeds">Whether it is over trainings; then <paramref name="Unit"/> is what each of them was measured over.</param>
internal sealed record Difference(double Estimate, double? Lower, double? Upper, SampleUnit Unit, int Count, bool OverSeeds);
