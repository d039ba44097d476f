namespace LiteVae.Codec.Diffusion.Samplers;

/// <summary>Euler's and Heun's steps along a rectified flow, uniform from time 1 (noise) to 0 (data). Heun's last step is Euler's.</summary>
internal static class FlowSampler
{
    public static double[] Sample(DiffusionProcess process, SamplerOptions options, double[] x, Action<int, double[], double[]> done)
    {
        for (var i = 0; i < options.Steps; i++)
        {
            var (time, next) = (1 - (double)i / options.Steps, 1 - (double)(i + 1) / options.Steps);
            var velocity = process.Predict(x, time);
            var (moved, clean) = (new double[x.Length], new double[x.Length]);
            for (var j = 0; j < x.Length; j++)
            {
                moved[j] = x[j] + (next - time) * velocity[j];
                clean[j] = x[j] - time * velocity[j];
            }
            if (options.Kind == SamplerKind.Heun && i + 1 < options.Steps)
            {
                var second = process.Predict(moved, next);
                for (var j = 0; j < x.Length; j++)
                    moved[j] = x[j] + (next - time) * (velocity[j] + second[j]) / 2;
            }
            x = moved;
            done(i + 1, x, clean);
        }
        return x;
    }
}
