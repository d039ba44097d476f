namespace LiteVae.Codec.Diffusion.Samplers;

/// <summary>Where a sampler is.</summary>
/// <param name="Index">The number of steps that are done.</param>
/// <param name="Count">The number of all steps.</param>
/// <param name="Latents">The latents after this step; valid until the observer returns.</param>
/// <param name="Clean">What the sampler takes for the clean latents at this step; valid until the observer returns.</param>
public readonly record struct SamplerStep(int Index, int Count, ReadOnlyMemory<double> Latents, ReadOnlyMemory<double> Clean);
