using LiteVae.Codec.Configuration;
using LiteVae.Codec.Models;

namespace LiteVae.Training.Origins;

/// <summary>The files that the first weights of a run come from.</summary>
public sealed record RunOrigin : IValidated
{
    /// <summary>The file whose encoder is taken; null for a fresh one.</summary>
    public OriginFile? Encoder { get; init; }

    /// <summary>The file whose decoder is taken; null for a fresh one.</summary>
    public OriginFile? Decoder { get; init; }

    /// <summary>The latent's mean by channel, where the encoder's file tells it.</summary>
    public IReadOnlyList<double> LatentMean { get; init; } = [];

    /// <summary>The latent's deviation by channel, where the encoder's file tells it.</summary>
    public IReadOnlyList<double> LatentStd { get; init; } = [];

    /// <summary>The statistics of the encoder's latents; null where they are not known.</summary>
    internal LatentScale? Scale => LatentMean.Count == 0 ? null : new LatentScale(LatentMean, LatentStd);

    IEnumerable<ConfigProblem> IValidated.Validate()
    {
        if (LatentMean.Count != LatentStd.Count || LatentStd.Any(d => d <= 0))
            yield return new ConfigProblem("latent_std", "expected as many deviations above 0 as there are means");
    }
}
