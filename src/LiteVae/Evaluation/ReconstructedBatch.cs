using LiteVae.Evaluation.Candidates;
using LiteVae.Pictures;

namespace LiteVae.Evaluation;

/// <summary>Images beside what one candidate made of them, as pictures.</summary>
/// <param name="Candidate">Whose reconstructions these are.</param>
/// <param name="Indices">The images' places in the data.</param>
/// <param name="Originals">The images, cropped as asked.</param>
/// <param name="Reconstructions">The reconstructions as metrics see them: quantized to 8 bits.</param>
public sealed record ReconstructedBatch(
    ICandidate Candidate, IReadOnlyList<long> Indices, IReadOnlyList<RgbImage> Originals, IReadOnlyList<RgbImage> Reconstructions);
