namespace LiteVae.Codec.Diffusion.Samplers;

/// <summary>Euler's and Heun's steps of the differential equation d(x/signal)/d(noise/signal) = e, with DDIM's steps.</summary>
/// <remarks>Euler's are DDIM's with eta 0, in other coordinates. Heun's last step is Euler's.</remarks>
internal static class SigmaSampler
{
    public static double[] Sample(DiffusionProcess process, SamplerOptions options, double[] x, Action<int, double[], double[]> done)
    {
        var steps = process.Visit(options.Steps);
        for (var i = 0; i < steps.Length; i++)
        {
            var next = i + 1 < steps.Length ? steps[i + 1] : 0;
            var (signal, noise) = process.Schedule.At(steps[i]);
            var (nextSignal, nextNoise) = process.Schedule.At(next);
            var stride = nextNoise / nextSignal - noise / signal;
            var (clean, slope) = process.Estimate(x, steps[i]);
            var euler = new double[x.Length];
            for (var j = 0; j < x.Length; j++)
                euler[j] = nextSignal * (x[j] / signal + stride * slope[j]);
            if (options.Kind == SamplerKind.Heun && i + 1 < steps.Length)
            {
                var (_, second) = process.Estimate(euler, next);
                for (var j = 0; j < x.Length; j++)
                    euler[j] = nextSignal * (x[j] / signal + stride * (slope[j] + second[j]) / 2);
            }
            x = euler;
            done(i + 1, x, clean);
        }
        return x;
    }
}
