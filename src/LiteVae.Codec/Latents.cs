using LiteVae.Codec.Models;
using LiteVae.Codec.Numerics;

namespace LiteVae.Codec;

/// <summary>The posterior of one picture: a diagonal Gaussian over its latent.</summary>
public sealed class Latents
{
    /// <summary>Describes a posterior.</summary>
    /// <param name="mean">[Z,h,w], row-major; not copied.</param>
    /// <param name="logVariance">[Z,h,w], row-major; not copied. Clamped to [-30, 20] where it is used.</param>
    /// <param name="channels">Z, at least 1.</param>
    /// <param name="height">h, at least 1.</param>
    /// <param name="width">w, at least 1.</param>
    /// <param name="pictureWidth">Width of the picture, in pixels, before padding.</param>
    /// <param name="pictureHeight">Height of the picture, in pixels, before padding.</param>
    /// <param name="scale">The statistics that <see cref="Normalize"/> uses; null where the model has none.</param>
    /// <exception cref="ArgumentException">The sizes do not agree.</exception>
    public Latents(float[] mean, float[] logVariance, int channels, int height, int width, int pictureWidth, int pictureHeight, LatentScale? scale = null)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(logVariance);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(pictureWidth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(pictureHeight, 1);
        if (mean.Length != (long)channels * height * width || logVariance.Length != mean.Length)
            throw new ArgumentException($"A latent [{channels},{height},{width}] has {(long)channels * height * width} values; got {mean.Length} means and {logVariance.Length} log variances.", nameof(mean));
        if (scale is not null && scale.Mean.Count != channels)
            throw new ArgumentException($"Statistics of {scale.Mean.Count} channels for a latent of {channels}.", nameof(scale));
        (Mean, LogVariance, Channels, Height, Width) = (mean, logVariance, channels, height, width);
        (PictureWidth, PictureHeight, Scale) = (pictureWidth, pictureHeight, scale);
    }

    /// <summary>The mean [Z,h,w], row-major: the best single latent.</summary>
    public float[] Mean { get; }

    /// <summary>The log variance [Z,h,w], row-major.</summary>
    public float[] LogVariance { get; }

    /// <summary>Z.</summary>
    public int Channels { get; }

    /// <summary>h.</summary>
    public int Height { get; }

    /// <summary>w.</summary>
    public int Width { get; }

    /// <summary>Width of the picture in pixels, before padding.</summary>
    public int PictureWidth { get; }

    /// <summary>Height of the picture in pixels, before padding.</summary>
    public int PictureHeight { get; }

    /// <summary>Measured statistics of the model's latents; null where the model file has none.</summary>
    public LatentScale? Scale { get; }

    /// <summary>Whether mean and log variance are those of the normalized latent, as diffusion models see it; otherwise they are as the encoder gives them.</summary>
    public bool IsNormalized { get; internal init; }

    /// <summary>A sample of the posterior.</summary>
    /// <param name="seed">The same seed gives the same sample, on every machine.</param>
    /// <returns>[Z,h,w], row-major.</returns>
    public float[] Sample(long seed)
    {
        var noise = new GaussianNoise((ulong)seed);
        var sample = new float[Mean.Length];
        for (var i = 0; i < sample.Length; i++)
        {
            var logVariance = PosteriorLimits.Clamp(LogVariance[i]);
            sample[i] = (float)(Mean[i] + Math.Exp(0.5 * logVariance) * noise.Next());
        }
        return sample;
    }

    /// <summary>A latent as diffusion models see it: (z - mean) / std per channel, by the model's measured statistics.</summary>
    /// <param name="latent">[Z,h,w]; <see cref="Mean"/> or a sample.</param>
    /// <exception cref="InvalidOperationException">The model file has no statistics.</exception>
    public float[] Normalize(ReadOnlySpan<float> latent) => ScaleOf(latent).Normalize(latent, Height * Width);

    /// <summary>The inverse of <see cref="Normalize"/>.</summary>
    /// <param name="latent">[Z,h,w].</param>
    /// <exception cref="InvalidOperationException">The model file has no statistics.</exception>
    public float[] Denormalize(ReadOnlySpan<float> latent) => ScaleOf(latent).Denormalize(latent, Height * Width);

    /// <summary>The posterior of the normalized latent: that of <see cref="Normalize"/>. What is normalized already is returned as it is.</summary>
    /// <exception cref="InvalidOperationException">The model file has no statistics.</exception>
    public Latents Normalized() => IsNormalized ? this : With(Normalize(Mean), Shifted(Scale!, -2), Scale, normalized: true);

    /// <summary>The inverse of <see cref="Normalized"/>.</summary>
    /// <param name="scale">Statistics of the model that made the latent.</param>
    internal Latents Denormalized(LatentScale scale) =>
        IsNormalized ? With(scale.Denormalize(Mean, Height * Width), Shifted(scale, 2), scale, normalized: false) : this;

    /// <summary>The same posterior's shape and picture size with another latent in the place of its mean, ready to be decoded.</summary>
    /// <param name="latent">[Z,h,w], row-major; not copied.</param>
    public Latents WithMean(float[] latent) => With(latent, LogVariance, Scale, IsNormalized);

    private Latents With(float[] mean, float[] logVariance, LatentScale? scale, bool normalized) =>
        new(mean, logVariance, Channels, Height, Width, PictureWidth, PictureHeight, scale) { IsNormalized = normalized };

    // The log variance after the latent was divided (-2) or multiplied (2) by the standard deviation of its channel.
    private float[] Shifted(LatentScale scale, int power) =>
        [.. LogVariance.Select((v, i) => (float)(v + power * Math.Log(scale.StandardDeviation[i / (Height * Width)])))];

    private LatentScale ScaleOf(ReadOnlySpan<float> latent)
    {
        if (Scale is null)
            throw new InvalidOperationException("The model file has no latent_mean and latent_std: measure them with `litevae evaluate --metrics latents --save-stats`.");
        if (latent.Length != Mean.Length)
            throw new ArgumentException($"A latent [{Channels},{Height},{Width}] has {Mean.Length} values; got {latent.Length}.", nameof(latent));
        return Scale;
    }
}
