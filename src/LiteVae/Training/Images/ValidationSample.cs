using LiteVae.Pictures;
using LiteVae.Training.Report;

namespace LiteVae.Training.Images;

/// <summary>An image of the sample sheets, and what the baseline makes of it, which no training changes.</summary>
/// <param name="Name">A file name, or "procedural 3".</param>
/// <param name="Image">The image.</param>
/// <param name="Baseline">What the codec without weights makes of it.</param>
internal sealed record ValidationSample(string Name, RgbImage Image, BaselineSample Baseline);
