using LiteVae.Codec.Configuration;

namespace LiteVae.Codec.Diffusion.Samplers;

/// <summary>Draws samples: pure functions of the denoiser, the starting noise and the noise of each step.</summary>
public static class Sampler
{
    /// <summary>Turns noise into latents.</summary>
    /// <param name="process">The denoiser.</param>
    /// <param name="options">The method and the number of steps.</param>
    /// <param name="start">Standard normal noise, row-major, of a batch of any size.</param>
    /// <param name="noise">Standard normal noise of a step, as many values as <paramref name="start"/> has; called with the number of the step, from 0, and only with an eta above 0.</param>
    /// <param name="observe">Told after each step.</param>
    /// <param name="cancellationToken">Ends the work between two steps.</param>
    /// <returns>The latents.</returns>
    /// <exception cref="ConfigException">The options are invalid, or the method does not go with the prediction.</exception>
    /// <exception cref="OperationCanceledException">The work was ended.</exception>
    public static double[] Sample(
        DiffusionProcess process, SamplerOptions options, ReadOnlySpan<double> start, Func<int, double[]>? noise = null,
        Action<SamplerStep>? observe = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(process);
        ArgumentNullException.ThrowIfNull(options);
        Check(process, options);
        void Done(int index, double[] latents, double[] clean)
        {
            cancellationToken.ThrowIfCancellationRequested();
            observe?.Invoke(new SamplerStep(index, options.Steps, latents, clean));
        }
        cancellationToken.ThrowIfCancellationRequested();
        return (options.Kind, process.Prediction) switch
        {
            (_, Prediction.Velocity) => FlowSampler.Sample(process, options, start.ToArray(), Done),
            (SamplerKind.Ddim, _) => DdimSampler.Sample(process, options, start.ToArray(), noise, Done),
            (SamplerKind.Dpmpp2M, _) => DpmSolverSampler.Sample(process, options.Steps, start.ToArray(), Done),
            _ => SigmaSampler.Sample(process, options, start.ToArray(), Done),
        };
    }

    private static void Check(DiffusionProcess process, SamplerOptions options)
    {
        List<ConfigProblem> problems = [.. ((IValidated)options).Validate(), .. ((IValidated)process.Schedule).Validate()];
        if (process.Prediction == Prediction.Velocity && options.Kind is SamplerKind.Ddim or SamplerKind.Dpmpp2M)
            problems.Add(new ConfigProblem("kind", $"{options.Kind} samples models of epsilon or v; this one predicts the velocity of a rectified flow: take euler or heun"));
        if (process.Prediction != Prediction.Velocity && options.Steps > process.Schedule.Steps)
            problems.Add(new ConfigProblem("steps", $"expected at most the schedule's {process.Schedule.Steps}; found {options.Steps}"));
        if (problems.Count > 0)
            throw new ConfigException("sampler", problems);
    }
}
