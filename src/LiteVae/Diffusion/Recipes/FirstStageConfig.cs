using LiteVae.Codec.Configuration;

namespace LiteVae.Diffusion.Recipes;

/// <summary>The autoencoder whose latents are learned.</summary>
public sealed record FirstStageConfig : IValidated
{
    /// <summary>A model file or a run folder; null: an autoencoder is trained first, on the same images, by <see cref="Recipe"/>.</summary>
    public string? Model { get; init; }

    /// <summary>The recipe of an autoencoder that is trained first: a shipped recipe's name, or a YAML file.</summary>
    public string Recipe { get; init; } = "quickstart";

    IEnumerable<ConfigProblem> IValidated.Validate()
    {
        if (Model is not null && string.IsNullOrWhiteSpace(Model))
            yield return new ConfigProblem("model", "expected a model file or a run folder, or null to train an autoencoder first");
        if (string.IsNullOrWhiteSpace(Recipe))
            yield return new ConfigProblem("recipe", "expected the name of a recipe, or a file");
    }
}
