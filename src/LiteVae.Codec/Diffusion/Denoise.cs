namespace LiteVae.Codec.Diffusion;

/// <summary>A denoiser's prediction for a batch of noisy latents of one time.</summary>
/// <param name="latents">The noisy latents, row-major.</param>
/// <param name="time">The step of the schedule, from 0 (almost the data), which may lie between two whole numbers; of rectified flow the time, from 0 (data) to 1 (noise).</param>
/// <param name="prediction">Receives as many values.</param>
public delegate void Denoise(ReadOnlySpan<double> latents, double time, Span<double> prediction);
