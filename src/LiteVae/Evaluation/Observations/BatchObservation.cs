using static TorchSharp.torch;

namespace LiteVae.Evaluation.Observations;

/// <summary>What was observed of a batch of images and of all candidates' reconstructions of it.</summary>
/// <param name="Indices">The images' places in the data.</param>
/// <param name="Side">The shorter side of the images, in pixels.</param>
/// <param name="Originals">What metrics need of the images themselves. They belong to the dispose scope in which they were made.</param>
/// <param name="Candidates">What was observed of each candidate, in their order.</param>
internal sealed record BatchObservation(IReadOnlyList<long> Indices, long Side, IReadOnlyList<Tensor> Originals, IReadOnlyList<CandidateObservation> Candidates);
