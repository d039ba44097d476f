namespace LiteVae.Codec.Diffusion.Samplers;

/// <summary>A denoiser with what its predictions mean: from a noisy latent to estimates of the clean one and of the noise.</summary>
/// <param name="denoise">The denoiser.</param>
/// <param name="prediction">What it tells.</param>
/// <param name="schedule">The schedule of epsilon and v; of no concern to rectified flow.</param>
public sealed class DiffusionProcess(Denoise denoise, Prediction prediction, NoiseSchedule schedule)
{
    /// <summary>What the denoiser tells.</summary>
    public Prediction Prediction => prediction;

    /// <summary>The schedule of epsilon and v.</summary>
    public NoiseSchedule Schedule => schedule;

    /// <summary>Calls the denoiser.</summary>
    /// <param name="latents">The noisy latents.</param>
    /// <param name="time">The step, or rectified flow's time.</param>
    internal double[] Predict(ReadOnlySpan<double> latents, double time)
    {
        var result = new double[latents.Length];
        denoise(latents, time, result);
        return result;
    }

    /// <summary>Estimates of the clean latents and of the noise.</summary>
    /// <param name="latents">The noisy latents x_t = signal x_0 + noise e.</param>
    /// <param name="step">The step of the schedule.</param>
    internal (double[] Clean, double[] Noise) Estimate(ReadOnlySpan<double> latents, double step)
    {
        var (signal, noise) = schedule.At(step);
        var predicted = Predict(latents, step);
        var clean = new double[latents.Length];
        for (var i = 0; i < clean.Length; i++)
        {
            if (prediction == Prediction.Epsilon)
            {
                clean[i] = (latents[i] - noise * predicted[i]) / signal;
            }
            else
            {
                clean[i] = signal * latents[i] - noise * predicted[i];
                predicted[i] = noise * latents[i] + signal * predicted[i];
            }
        }
        return (clean, predicted);
    }

    /// <summary>The steps that a sampler visits, from the noisiest: every n-th, from 1 on, as latent diffusion's DDIM takes them.</summary>
    /// <param name="count">Their number, at most that of the schedule.</param>
    internal int[] Visit(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, schedule.Steps);
        return [.. Enumerable.Range(0, count).Select(i => Math.Min((int)((long)(count - 1 - i) * schedule.Steps / count) + 1, schedule.Steps - 1))];
    }
}
