namespace LiteVae.Codec.Diffusion.Samplers;

/// <summary>DDIM (Song et al. 2021, eq. 12), with the steps of the latent-diffusion implementation: the last one ends at the schedule's first value.</summary>
internal static class DdimSampler
{
    public static double[] Sample(
        DiffusionProcess process, SamplerOptions options, double[] x, Func<int, double[]>? noise, Action<int, double[], double[]> done)
    {
        if (options.Eta > 0)
            ArgumentNullException.ThrowIfNull(noise);
        var alphas = process.Schedule.Alphas();
        var steps = process.Visit(options.Steps);
        for (var i = 0; i < steps.Length; i++)
        {
            var (alpha, next) = (alphas[steps[i]], alphas[i + 1 < steps.Length ? steps[i + 1] : 0]);
            var sigma = options.Eta * Math.Sqrt((1 - next) / (1 - alpha) * (1 - alpha / next));
            var (clean, epsilon) = process.Estimate(x, steps[i]);
            var direction = Math.Sqrt(Math.Max(0, 1 - next - sigma * sigma));
            var fresh = sigma > 0 ? noise!(i) : null;
            for (var j = 0; j < x.Length; j++)
                x[j] = Math.Sqrt(next) * clean[j] + direction * epsilon[j] + (fresh is null ? 0 : sigma * fresh[j]);
            done(i + 1, x, clean);
        }
        return x;
    }
}
