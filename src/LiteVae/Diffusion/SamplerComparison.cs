using System.Diagnostics;
using LiteVae.Codec.Configuration;
using LiteVae.Codec.Diffusion;
using LiteVae.Codec.Diffusion.Samplers;

namespace LiteVae.Diffusion;

/// <summary>Compares samplers on one model: all integrate the same differential equation from the same noise, so that with ever more steps they meet.</summary>
public static class SamplerComparison
{
    /// <summary>The predictions of a whole comparison, for progress.</summary>
    public static long Predictions(DiffusionPipeline pipeline, IReadOnlyList<int> steps, int? referenceSteps) => Plan(pipeline, steps, referenceSteps).Sum(p => (long)Cost(p));

    /// <summary>Draws the same samples by every method.</summary>
    /// <param name="pipeline">The model.</param>
    /// <param name="seed">The seed of the samples.</param>
    /// <param name="count">The number of samples, at least 1, which are drawn in one batch.</param>
    /// <param name="steps">The numbers of steps to compare.</param>
    /// <param name="referenceSteps">Those of the reference; null: 1000, or as many as the schedule has.</param>
    /// <param name="progress">Told the predictions that are done.</param>
    /// <param name="cancellationToken">Ends the work between two steps.</param>
    /// <returns>The reference first (DDIM, or Heun for rectified flows), then each method with each number of steps.</returns>
    /// <exception cref="ConfigException">A number of steps is more than the schedule has.</exception>
    /// <exception cref="OperationCanceledException">The work was ended.</exception>
    public static IReadOnlyList<SamplerDistance> Run(
        DiffusionPipeline pipeline, long seed, int count, IReadOnlyList<int> steps, int? referenceSteps = null, Action<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(steps);
        var (done, reference, results) = (0L, (double[][]?)null, new List<SamplerDistance>());
        foreach (var sampler in Plan(pipeline, steps, referenceSteps))
        {
            var clock = Stopwatch.StartNew();
            var before = done;
            var cost = Cost(sampler);
            var drawn = pipeline.SampleLatents(
                seed, 0, count, new GenerationOptions { Sampler = sampler }, step => progress?.Invoke(before + (long)cost * step.Index / step.Count), cancellationToken);
            var seconds = clock.Elapsed.TotalSeconds;
            done += cost;
            double[][] latents = [.. drawn.Select(pipeline.Normalize)];
            reference ??= latents;
            double[] distances = [.. latents.Zip(reference, Distance)];
            var mean = distances.Average();
            results.Add(new SamplerDistance(sampler.Kind, sampler.Steps, cost, mean, Math.Sqrt(distances.Sum(d => (d - mean) * (d - mean)) / Math.Max(1, count - 1)), seconds));
        }
        return results;
    }

    private static SamplerOptions[] Plan(DiffusionPipeline pipeline, IReadOnlyList<int> steps, int? referenceSteps)
    {
        var config = pipeline.Model.Config;
        var isFlow = config.Prediction == Prediction.Velocity;
        SamplerKind[] kinds = isFlow ? [SamplerKind.Euler, SamplerKind.Heun] : [SamplerKind.Ddim, SamplerKind.Dpmpp2M, SamplerKind.Heun];
        return
        [
            new() { Kind = isFlow ? SamplerKind.Heun : SamplerKind.Ddim, Steps = referenceSteps ?? (isFlow ? 1000 : config.Schedule.Steps) },
            .. kinds.SelectMany(kind => steps.Select(s => new SamplerOptions { Kind = kind, Steps = s })),
        ];
    }

    private static int Cost(SamplerOptions sampler) => sampler.Kind == SamplerKind.Heun ? 2 * sampler.Steps - 1 : sampler.Steps;

    private static double Distance(double[] a, double[] b) => Math.Sqrt(a.Zip(b, (x, y) => (x - y) * (x - y)).Average());
}
