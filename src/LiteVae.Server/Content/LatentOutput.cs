using LiteVae.Codec;
using LiteVae.Server.Errors;

namespace LiteVae.Server.Content;

/// <summary>What of a posterior goes out, and in which form.</summary>
/// <param name="MediaType">One of <see cref="MediaTypes.LatentsOut"/>.</param>
/// <param name="Scaled">Whether on the scale of diffusion models.</param>
/// <param name="Seed">The seed of a sample; null: the mean.</param>
internal sealed record LatentOutput(string MediaType, bool Scaled, long? Seed)
{
    private const float LeastLogVariance = -30;

    /// <summary>What a request asks for.</summary>
    /// <param name="mediaType">The chosen type.</param>
    /// <param name="latent">The parameter: mean or sample.</param>
    /// <param name="seed">The parameter.</param>
    /// <param name="scaled">The parameter.</param>
    /// <exception cref="ProblemException">They contradict each other.</exception>
    public static LatentOutput Of(string mediaType, string? latent, long? seed, bool? scaled) => latent switch
    {
        null or "mean" when seed is null => new(mediaType, scaled ?? false, null),
        "sample" => new(mediaType, scaled ?? false, seed ?? 0),
        null or "mean" => throw new ProblemException(Problem.BadRequest, "seed belongs to latent=sample."),
        _ => throw new ProblemException(Problem.BadRequest, $"latent expects mean or sample; got \"{latent}\"."),
    };

    /// <summary>Requires a model that can give this.</summary>
    /// <exception cref="ProblemException">The model has no scale.</exception>
    public void Require(LatentCodec codec)
    {
        if (Scaled && codec.Scale is null)
            throw new ProblemException(Problem.InvalidInput, "The model has no latent_mean and latent_std to scale its latents by.");
    }

    /// <summary>The file.</summary>
    public byte[] Write(Latents latents)
    {
        if (Seed is { } seed)
            latents = Certain(latents, latents.Sample(seed));
        if (Scaled)
            latents = latents.Normalized();
        if (MediaType == MediaTypes.Npy)
            return Npy.Write([latents.Channels, latents.Height, latents.Width], latents.Mean);
        using var file = new MemoryStream();
        LatentsFile.Write(file, [("picture", latents)]);
        return file.ToArray();
    }

    // A sample as a posterior of its own, of the least variance.
    private static Latents Certain(Latents latents, float[] sample)
    {
        var logVariances = new float[sample.Length];
        Array.Fill(logVariances, LeastLogVariance);
        return new Latents(sample, logVariances, latents.Channels, latents.Height, latents.Width, latents.PictureWidth, latents.PictureHeight, latents.Scale);
    }
}
