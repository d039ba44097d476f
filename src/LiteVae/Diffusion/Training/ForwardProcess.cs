using LiteVae.Codec.Diffusion;
using LiteVae.Codec.Numerics;
using LiteVae.Diffusion.Recipes;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Diffusion.Training;

/// <summary>Makes noise of latents, and says what a denoiser should tell of them.</summary>
/// <param name="config">The process.</param>
internal sealed class ForwardProcess(ProcessConfig config)
{
    /// <summary>Draws the times of a batch: uniform over the steps of the schedule, or logit-normal in (0,1) for rectified flow.</summary>
    /// <param name="count">The size of the batch.</param>
    /// <param name="seed">Chooses them.</param>
    public double[] DrawTimes(int count, long seed)
    {
        var times = new double[count];
        var uniform = new RandomStream((ulong)seed);
        var normal = new GaussianNoise((ulong)seed);
        for (var i = 0; i < count; i++)
        {
            times[i] = config.Prediction == Prediction.Velocity
                ? 1 / (1 + Math.Exp(-(config.TimeMean + config.TimeStd * normal.Next())))
                : uniform.Below(config.Schedule.Steps);
        }
        return times;
    }

    /// <summary>Adds noise to latents.</summary>
    /// <param name="clean">Normalized latents x_0, [B,Z,h,w].</param>
    /// <param name="noise">Standard normal noise e, [B,Z,h,w].</param>
    /// <param name="times">Of each latent, as <see cref="DrawTimes"/> draws them.</param>
    /// <returns>x_t and what is to be predicted of it, both [B,Z,h,w], in the caller's dispose scope.</returns>
    public (Tensor Noisy, Tensor Target) Corrupt(Tensor clean, Tensor noise, double[] times)
    {
        var factors = times.Select(Factors).ToArray();
        var signal = PerLatent(factors.Select(f => f.Signal), clean);
        var deviation = PerLatent(factors.Select(f => f.Noise), clean);
        var noisy = (signal * clean).Plus(deviation * noise);
        var target = config.Prediction switch
        {
            Prediction.Epsilon => noise,
            Prediction.V => signal * noise - deviation * clean,
            _ => noise - clean,
        };
        return (noisy, target);
    }

    /// <summary>The weight of the squared error at a time.</summary>
    public double WeightAt(double time)
    {
        if (config.MinSnrGamma is not { } gamma)
            return 1;
        var (signal, noise) = Factors(time);
        var ratio = signal * signal / (noise * noise);
        return Math.Min(ratio, gamma) / (config.Prediction == Prediction.V ? ratio + 1 : ratio);
    }

    /// <summary>How far a time is from the data, from 0 to 1.</summary>
    public double ShareOf(double time) => config.Prediction == Prediction.Velocity ? time : time / config.Schedule.Steps;

    /// <summary>A time as networks are told it, from 0 to about 1000.</summary>
    public double NetworkTime(double time) => config.Prediction == Prediction.Velocity ? time * LatentGenerator.FlowTimeScale : time;

    private (double Signal, double Noise) Factors(double time) =>
        config.Prediction == Prediction.Velocity ? (1 - time, time) : config.Schedule.At(time);

    private static Tensor PerLatent(IEnumerable<double> values, Tensor like)
    {
        float[] floats = [.. values.Select(v => (float)v)];
        return tensor(floats, [floats.Length, 1, 1, 1]).to(like.device);
    }
}
