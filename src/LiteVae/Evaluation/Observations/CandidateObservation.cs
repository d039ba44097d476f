using static TorchSharp.torch;

namespace LiteVae.Evaluation.Observations;

/// <summary>What was observed of one candidate's reconstructions of a batch: all that its figures need of these images.</summary>
/// <param name="Values">A value per image, for each metric that has one.</param>
/// <param name="Sets">What each metric of the whole set needs. They belong to the dispose scope in which they were made.</param>
/// <param name="Seconds">How long the candidate encoded and decoded.</param>
/// <param name="Notices">What the candidate said meanwhile.</param>
internal sealed record CandidateObservation(IReadOnlyList<double[]> Values, IReadOnlyList<IReadOnlyList<Tensor>> Sets, double Seconds, IReadOnlyList<string> Notices);
