namespace LiteVae.Evaluation.Latents;

/// <summary>The spectrum of latents beside that of the images, reduced to the latents' size.</summary>
/// <param name="Latent">Of posterior samples.</param>
/// <param name="Image">Of the images, each position of the latent the mean of its pixels.</param>
public sealed record LatentSpectrum(SpectrumCurve Latent, SpectrumCurve Image);
