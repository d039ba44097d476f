using LiteVae.Codec.Models;

namespace LiteVae.Codec.Tests;

public sealed class LatentsTests
{
    private static readonly LatentScale _scale = new([0.5, -2], [0.25, 3]);

    [Fact]
    public void A_sample_depends_on_the_seed_alone()
    {
        var latents = Create(10, 1, -1);
        Assert.Equal(latents.Sample(7), Create(10, 1, -1).Sample(7));
        Assert.NotEqual(latents.Sample(7), latents.Sample(8));
        Assert.NotEqual(latents.Sample(7), latents.Sample(-7));
    }

    [Fact]
    public void Samples_have_the_mean_and_the_variance_of_the_posterior()
    {
        var (mean, logVariance) = (1.5f, -0.7f);
        var sample = Create(300, mean, logVariance).Sample(3);
        var average = sample.Average();
        var variance = sample.Average(v => (v - average) * (v - average));
        var fourth = sample.Average(v => Math.Pow((v - average) / Math.Sqrt(variance), 4));
        // Five standard errors of each estimate.
        Assert.InRange(average, mean - 5 * Math.Sqrt(Math.Exp(logVariance) / sample.Length), mean + 5 * Math.Sqrt(Math.Exp(logVariance) / sample.Length));
        Assert.InRange(variance / Math.Exp(logVariance), 1 - 5 * Math.Sqrt(2.0 / sample.Length), 1 + 5 * Math.Sqrt(2.0 / sample.Length));
        Assert.InRange(fourth, 3 - 5 * Math.Sqrt(96.0 / sample.Length), 3 + 5 * Math.Sqrt(96.0 / sample.Length));
        var pairs = sample.Zip(sample.Skip(1), (a, b) => (a - average) * (b - average)).Average() / variance;
        Assert.InRange(pairs, -5 / Math.Sqrt(sample.Length), 5 / Math.Sqrt(sample.Length));
    }

    [Fact]
    public void Log_variances_are_clamped_where_they_are_used()
    {
        Assert.Equal(Create(4, 0, 20).Sample(1), Create(4, 0, 1000).Sample(1));
        Assert.Equal(Create(4, 0, -30).Sample(1), Create(4, 0, float.NegativeInfinity).Sample(1));
    }

    [Fact]
    public void Normalizing_uses_the_statistics_of_each_channel_and_has_an_inverse()
    {
        var latents = Create(3, 0, 0, _scale);
        var sample = latents.Sample(5);
        var normalized = latents.Normalize(sample);
        for (var i = 0; i < sample.Length; i++)
        {
            var channel = i / 9;
            Assert.Equal((sample[i] - _scale.Mean[channel]) / _scale.StandardDeviation[channel], normalized[i], 1e-5);
        }
        TestPictures.AssertClose(sample, latents.Denormalize(normalized), 1e-6);
        Assert.Throws<ArgumentException>(() => latents.Normalize(sample.AsSpan(1)));
    }

    [Fact]
    public void A_normalized_posterior_is_that_of_the_normalized_latent()
    {
        var latents = Create(3, 1.5f, -0.7f, _scale);
        var normalized = latents.Normalized();
        Assert.True(normalized.IsNormalized && !latents.IsNormalized);
        Assert.Same(normalized, normalized.Normalized());
        // The same noise gives the same sample, normalized.
        TestPictures.AssertClose(latents.Normalize(latents.Sample(5)), normalized.Sample(5), 1e-6);
        var back = normalized.Denormalized(_scale);
        Assert.False(back.IsNormalized);
        TestPictures.AssertClose(latents.Mean, back.Mean, 1e-6);
        TestPictures.AssertClose(latents.LogVariance, back.LogVariance, 1e-6);
    }

    [Fact]
    public void A_codec_decodes_normalized_latents_by_its_own_statistics()
    {
        var config = Variants.Exact;
        var scale = new LatentScale([.. Enumerable.Repeat(0.5, config.LatentChannels)], [.. Enumerable.Repeat(3.0, config.LatentChannels)]);
        using var codec = RandomModel.Codec(config, scale: scale);
        using var without = RandomModel.Codec(config);
        var latents = codec.Encode(TestPictures.Noise(32, 24));
        var (raw, normalized) = (codec.Decode(latents).Pixels.ToArray(), codec.Decode(latents.Normalized()).Pixels.ToArray());
        Assert.All(raw.Zip(normalized), pair => Assert.InRange(pair.First - pair.Second, -1, 1)); // rounding may fall to the other side
        Assert.Contains("latent_mean", Assert.Throws<ArgumentException>(() => without.Decode(latents.Normalized())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_statistics_normalizing_is_refused()
    {
        var latents = Create(3, 0, 0);
        Assert.Contains("latent_mean", Assert.Throws<InvalidOperationException>(() => latents.Normalize(latents.Mean)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => latents.Denormalize(latents.Mean));
    }

    [Fact]
    public void Sizes_that_do_not_agree_are_refused()
    {
        var values = new float[2 * 3 * 4];
        Assert.Throws<ArgumentException>(() => new Latents(values, values, 2, 3, 5, 8, 8));
        Assert.Throws<ArgumentException>(() => new Latents(values, new float[1], 2, 3, 4, 8, 8));
        Assert.Throws<ArgumentException>(() => new Latents(values, values, 1, 6, 4, 8, 8, _scale));
        Assert.Throws<ArgumentException>(() => new Latents(values, values, 2, 3, 4, 8, 8).WithMean(new float[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Latents(values, values, 2, 3, 4, 0, 8));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Latents([], [], 0, 3, 4, 8, 8));
    }

    private static Latents Create(int side, float mean, float logVariance, LatentScale? scale = null) => new(
        [.. Enumerable.Repeat(mean, 2 * side * side)], [.. Enumerable.Repeat(logVariance, 2 * side * side)], 2, side, side, 8 * side, 8 * side, scale);
}
