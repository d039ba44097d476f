using LiteVae.Pictures;

namespace LiteVae.Evaluation.Report;

/// <summary>What a candidate makes of an example image.</summary>
/// <param name="Candidate">The name of the candidate in results.</param>
/// <param name="Value">The value of the example's metric for this image; NaN where it is not defined.</param>
/// <param name="Picture">The reconstruction, in the size of the image.</param>
public sealed record ExampleReconstruction(string Candidate, double Value, RgbImage Picture);
