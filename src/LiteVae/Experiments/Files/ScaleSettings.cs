using LiteVae.Codec.Configuration;
using LiteVae.Configuration;

namespace LiteVae.Experiments.Files;

/// <summary>What one scale makes of an experiment.</summary>
internal sealed record ScaleSettings : IValidated
{
    /// <summary>The recipe that all rows have in common; of the scale "paper", rows name their own.</summary>
    public string Base { get; init; } = "";

    /// <summary>What differs from that recipe in all rows, by dotted keys.</summary>
    public ConfigMapping Set { get; init; } = new();

    /// <summary>The recipe of the diffusion model on each row's latents; null for none, or where rows name their own.</summary>
    public string? Diffusion { get; init; }

    /// <summary>What differs from that recipe, by dotted keys.</summary>
    public ConfigMapping DiffusionSet { get; init; } = new();

    /// <summary>The images that are measured; null: all that are held out.</summary>
    public int? Images { get; init; }

    /// <summary>Sides of these images, in pixels: one pass each.</summary>
    public IReadOnlyList<int> Resolutions { get; init; } = [64];

    /// <summary>The samples drawn from a diffusion model.</summary>
    public int Samples { get; init; } = 256;

    /// <summary>What a reader must know of the scale: what it leaves out, what it replaces, how networks begin.</summary>
    public string Note { get; init; } = "";

    IEnumerable<ConfigProblem> IValidated.Validate()
    {
        if (Images is < 2)
            yield return new ConfigProblem("images", $"expected at least 2, or null for all; found {Images}");
        if (Resolutions.Count == 0 || Resolutions.Any(r => r is < 16 or > 4096))
            yield return new ConfigProblem("resolutions", $"expected sides of 16 to 4096; found [{string.Join(", ", Resolutions)}]");
        if (Samples < 2)
            yield return new ConfigProblem("samples", $"expected at least 2; found {Samples}");
    }
}
