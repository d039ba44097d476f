using LiteVae.Codec.Configuration;
using LiteVae.Configuration;

namespace LiteVae.Experiments.Files;

/// <summary>A row of a table: one training, or a model that is only measured.</summary>
internal sealed record ExperimentRow : IValidated
{
    /// <summary>A short name in lower case: a part of folder names.</summary>
    public string Name { get; init; } = "";

    /// <summary>The row's name in the table; empty: <see cref="Name"/>.</summary>
    public string Title { get; init; } = "";

    /// <summary>The recipe of the scale "paper"; empty where there is no such scale.</summary>
    public string Recipe { get; init; } = "";

    /// <summary>What differs from the base of the scales "quick" and "small", by dotted keys of a recipe.</summary>
    public ConfigMapping Set { get; init; } = new();

    /// <summary>What differs besides at the scale "quick".</summary>
    public ConfigMapping Quick { get; init; } = new();

    /// <summary>What differs besides at the scale "small".</summary>
    public ConfigMapping Small { get; init; } = new();

    /// <summary>The recipe of a diffusion model on this row's latents, at the scale "paper"; null for none.</summary>
    public string? Diffusion { get; init; }

    /// <summary>Side of the images that the row is measured on at the scale "paper"; null: the scale's.</summary>
    public int? Resolution { get; init; }

    /// <summary>The paper's figures by measure.</summary>
    public IReadOnlyDictionary<string, double> Paper { get; init; } = new Dictionary<string, double>();

    /// <summary>The scales that have the row; none: all.</summary>
    public IReadOnlyList<ExperimentScale> Scales { get; init; } = [];

    /// <summary>What the row is called for people.</summary>
    public string Caption => Title.Length > 0 ? Title : Name;

    IEnumerable<ConfigProblem> IValidated.Validate()
    {
        if (Name.Length == 0 || Name.Any(c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-'))
            yield return new ConfigProblem("name", $"expected lower-case letters, digits and hyphens; found \"{Name}\"");
        foreach (var measure in Paper.Keys)
        {
            if (MeasureInfo.Find(measure) is null)
                yield return new ConfigProblem($"paper.{measure}", $"is no measure{NearestName.Suggest(measure, MeasureInfo.Names)}");
        }
    }
}
