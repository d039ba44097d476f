using LiteVae.Codec.Configuration;
using static System.FormattableString;

namespace LiteVae.Diffusion.Recipes;

/// <summary>What a diffusion model is trained on.</summary>
public sealed record LatentDataConfig : IValidated
{
    /// <summary>A folder of images or of tars, tars as <c>train-{000000..000009}.tar</c>, a folder of latents that <c>encode --shards</c> wrote, or "procedural".</summary>
    public string Path { get; init; } = "procedural";

    /// <summary>Side in pixels to which images are resized and cropped in the middle, before they are encoded. Latents keep their own.</summary>
    public int Resolution { get; init; } = 256;

    /// <summary>The number of procedural images.</summary>
    public int Count { get; init; } = 4096;

    /// <summary>Whether half of the latents are those of the mirrored image.</summary>
    public bool Flip { get; init; } = true;

    /// <summary>Whether the names of the folders that images lie in are their classes, which the model learns to tell apart.</summary>
    public bool Classes { get; init; }

    /// <summary>The share of images whose class is hidden from the model, which classifier-free guidance needs.</summary>
    public double ClassDropout { get; init; } = 0.1;

    /// <summary>Threads that decode images and read latents.</summary>
    public int Workers { get; init; } = 2;

    IEnumerable<ConfigProblem> IValidated.Validate()
    {
        if (string.IsNullOrWhiteSpace(Path))
            yield return new ConfigProblem("path", "expected a folder, or \"procedural\"");
        if (Resolution is < 16 or > 4096)
            yield return new ConfigProblem("resolution", $"expected 16 to 4096; found {Resolution}");
        if (Count is < 1 or > 10_000_000)
            yield return new ConfigProblem("count", $"expected 1 to 10000000; found {Count}");
        if (ClassDropout is not (>= 0 and < 1))
            yield return new ConfigProblem("class_dropout", Invariant($"expected at least 0 and below 1; found {ClassDropout}"));
        if (Workers is < 1 or > 256)
            yield return new ConfigProblem("workers", $"expected 1 to 256; found {Workers}");
    }
}
