using LiteVae.Cli.Shared;
using LiteVae.Inference;

namespace LiteVae.Cli.Verbs.Encode;

/// <summary>What the user asked of <c>encode</c>.</summary>
/// <param name="Images">Files and folders.</param>
/// <param name="Model">A model file, or a run folder.</param>
/// <param name="Output">The file for the latents; with shards, the folder.</param>
/// <param name="Compute">Device and threads.</param>
/// <param name="Codec">Precision and tiles.</param>
/// <param name="Json">Whether the result is printed as JSON.</param>
internal sealed record EncodeRequest(IReadOnlyList<string> Images, string Model, string Output, Compute Compute, CodecOptions Codec, bool Json)
{
    /// <summary>Whether latents are normalized by the model's statistics.</summary>
    public bool Scaled { get; init; }

    /// <summary>How a data set of latents is made; null: one file of latents.</summary>
    public ShardOptions? Shards { get; init; }
}

/// <summary>How a data set of latents is made.</summary>
/// <param name="Size">The number of pictures in a file; null for the library's default.</param>
/// <param name="Resolution">The side to which pictures are cropped; null: each keeps its size.</param>
internal sealed record ShardOptions(int? Size, int? Resolution);
