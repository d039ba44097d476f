namespace LiteVae.Codec.Models;

/// <summary>Measured statistics of a model's latents, per channel: what a diffusion model divides by.</summary>
/// <param name="Mean">Per channel.</param>
/// <param name="StandardDeviation">Per channel.</param>
public sealed record LatentScale(IReadOnlyList<double> Mean, IReadOnlyList<double> StandardDeviation);
