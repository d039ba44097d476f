using LiteVae.Codec.Configuration;
using LiteVae.Codec.Diffusion.Files;
using LiteVae.Codec.Diffusion.Samplers;

namespace LiteVae.Codec.Diffusion;

/// <summary>Draws latents from a diffusion model: sample i is a function of the seed and of i, whatever batch it is drawn in.</summary>
/// <param name="model">What the model's file says of it.</param>
/// <param name="network">Its denoiser; not owned.</param>
public sealed class LatentGenerator(DiffusionHeader model, IDenoiserNetwork network)
{
    /// <summary>What rectified flow's time, 0 to 1, is multiplied by before a network is told it: the embeddings of times are made for 0 to 1000.</summary>
    internal const double FlowTimeScale = 1000;

    /// <summary>Draws a batch.</summary>
    /// <param name="seed">The seed of all samples.</param>
    /// <param name="first">The number of the first sample, at least 0.</param>
    /// <param name="count">The number of samples, at least 1.</param>
    /// <param name="options">What is drawn, and how.</param>
    /// <param name="observe">Told after each step.</param>
    /// <param name="cancellationToken">Ends the work between two steps.</param>
    /// <returns>[Z,h,w] each, row-major, on the scale of the first stage: ready to be decoded.</returns>
    /// <exception cref="ConfigException">The model has no such class, cannot be guided, or does not go with the sampler.</exception>
    /// <exception cref="InvalidDataException">A latent is not finite.</exception>
    /// <exception cref="OperationCanceledException">The work was ended.</exception>
    public IReadOnlyList<float[]> Draw(
        long seed, long first, int count, GenerationOptions options, Action<SamplerStep>? observe = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Check(options);
        var config = model.Config;
        var noise = new SampleNoise(seed, first, count, config.LatentLength);
        var process = new DiffusionProcess(Condition(first, count, options), config.Prediction, config.Schedule);
        var latents = Sampler.Sample(process, options.Sampler, noise.Start(), noise.OfStep, observe, cancellationToken);
        return [.. Enumerable.Range(0, count).Select(i => Denormalize(latents.AsSpan(i * config.LatentLength, config.LatentLength), first + i))];
    }

    private Denoise Condition(long first, int count, GenerationOptions options)
    {
        var (height, width, classes) = (model.Config.LatentShape[1], model.Config.LatentShape[2], model.Config.Classes.Count);
        Denoise Bind(IReadOnlyList<int>? labels)
        {
            var denoise = network.Bind(height, width, labels);
            return model.Config.Prediction == Prediction.Velocity ? (x, time, predicted) => denoise(x, FlowTimeScale * time, predicted) : denoise;
        }
        if (classes == 0)
            return Bind(null);
        int[] labels = [.. Enumerable.Range(0, count).Select(i => options.Class ?? (int)((first + i) % classes))];
        return options.Guidance == 1
            ? Bind(labels)
            : Guidance.Guide(Bind([.. labels, .. Enumerable.Repeat(classes, count)]), options.Guidance);
    }

    private void Check(GenerationOptions options)
    {
        var classes = model.Config.Classes.Count;
        if (options.Class is { } label && (label < 0 || label >= classes))
            throw new ConfigException("class", classes == 0 ? "this model was trained without classes" : $"expected 0 to {classes - 1}; found {label}");
        if (!double.IsFinite(options.Guidance))
            throw new ConfigException("guidance", "expected a finite number");
        if (options.Guidance != 1 && classes == 0)
            throw new ConfigException("guidance", "this model was trained without classes, and there is nothing to guide it by");
    }

    private float[] Denormalize(ReadOnlySpan<double> latent, long index)
    {
        var positions = model.Config.LatentShape[1] * model.Config.LatentShape[2];
        var result = new float[latent.Length];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = (float)model.Scale.Denormalize(latent[i], i / positions);
            if (!float.IsFinite(result[i]))
                throw new InvalidDataException($"Sample {index} is not finite.");
        }
        return result;
    }
}
