using LiteVae.Codec.Configuration;
using static System.FormattableString;

namespace LiteVae.Training;

/// <summary>What a model is trained on.</summary>
public sealed record DataConfig : IValidated
{
    /// <summary>A folder of images or of tars, tars as <c>train-{000000..000009}.tar</c>, or "procedural"; see <see cref="Data.ImageSources.Open"/>.</summary>
    public string Path { get; init; } = "procedural";

    /// <summary>The share of training images that are procedural ones, mixed among those of a folder: 0 to 1 (excluded).</summary>
    public double ProceduralShare { get; init; }

    /// <summary>Images for samples and the final evaluation; null holds out <see cref="Holdout"/> images of <see cref="Path"/>.</summary>
    public string? Validation { get; init; }

    /// <summary>Images held out of training where no validation set is named, spread evenly over the data.</summary>
    public int Holdout { get; init; } = 32;

    /// <summary>Decoding threads.</summary>
    public int Workers { get; init; } = 2;

    /// <summary>Whether half of the images are mirrored in training.</summary>
    public bool Flip { get; init; } = true;

    IEnumerable<ConfigProblem> IValidated.Validate()
    {
        if (string.IsNullOrWhiteSpace(Path))
            yield return new ConfigProblem("path", "expected a folder, or \"procedural\"");
        if (ProceduralShare is not (>= 0 and < 1))
            yield return new ConfigProblem("procedural_share", Invariant($"expected at least 0 and below 1; found {ProceduralShare}"));
        if (Workers is < 1 or > 256)
            yield return new ConfigProblem("workers", $"expected 1 to 256; found {Workers}");
        if (Holdout < 1)
            yield return new ConfigProblem("holdout", $"expected at least 1; found {Holdout}");
    }
}
