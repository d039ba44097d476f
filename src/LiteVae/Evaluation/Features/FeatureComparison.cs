namespace LiteVae.Evaluation.Features;

/// <summary>How one set of images compares with another.</summary>
/// <param name="Values">Figures by name.</param>
/// <param name="Warnings">What a reader of the figures must know.</param>
internal sealed record FeatureComparison(IReadOnlyDictionary<string, double> Values, IReadOnlyList<string> Warnings);
