using LiteVae.Pictures;

namespace LiteVae.Evaluation.Generation;

/// <summary>Generated images, with the latents that they were decoded from.</summary>
/// <param name="Images">All of one size.</param>
/// <param name="Latents">[Z,h,w] each, row-major, on the scale of the first stage.</param>
internal sealed record GeneratedBatch(IReadOnlyList<RgbImage> Images, IReadOnlyList<float[]> Latents);
