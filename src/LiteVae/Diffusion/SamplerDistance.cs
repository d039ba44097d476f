using LiteVae.Codec.Diffusion.Samplers;

namespace LiteVae.Diffusion;

/// <summary>How far from the reference a sampler ends.</summary>
/// <param name="Sampler">The method.</param>
/// <param name="Steps">Its steps.</param>
/// <param name="Predictions">The denoiser's predictions for a sample, which are what sampling costs.</param>
/// <param name="Mean">Root mean square difference of normalized latents, mean over the samples; 0 for the reference.</param>
/// <param name="Deviation">Its standard deviation over the samples.</param>
/// <param name="Seconds">The time for all samples (s), without decoding.</param>
public sealed record SamplerDistance(SamplerKind Sampler, int Steps, int Predictions, double Mean, double Deviation, double Seconds);
