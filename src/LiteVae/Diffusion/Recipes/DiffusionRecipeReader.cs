using LiteVae.Codec.Configuration;
using LiteVae.Codec.Diffusion.Denoisers;
using LiteVae.Configuration;
using LiteVae.Runs.Recipes;

namespace LiteVae.Diffusion.Recipes;

/// <summary>Reads recipes of diffusion models: shipped ones by name, others from YAML files.</summary>
public static class DiffusionRecipeReader
{
    private static readonly RecipeLibrary<DiffusionRecipe> _library = new("recipes/diffusion", null, "denoiser", (_, denoiser) => Expand(denoiser));

    /// <summary>The names of the recipes shipped with the library.</summary>
    public static IReadOnlyList<string> Shipped => _library.Shipped;

    /// <summary>Reads a recipe.</summary>
    /// <param name="nameOrFile">A shipped recipe's name, or a YAML file.</param>
    /// <param name="settings">Overrides such as "train.steps=20", in order.</param>
    /// <exception cref="ConfigException">The file is missing or has mistakes; all of them are named.</exception>
    public static DiffusionRecipe Read(string nameOrFile, params IReadOnlyList<string> settings)
    {
        ArgumentNullException.ThrowIfNull(nameOrFile);
        ArgumentNullException.ThrowIfNull(settings);
        return _library.Read(nameOrFile, settings) with { Name = nameOrFile };
    }

    /// <summary>Reads a recipe from text, such as that of a run's <c>config.yaml</c>.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="source">What messages and the recipe's name call it.</param>
    /// <param name="settings">Overrides such as "train.steps=20", in order.</param>
    /// <exception cref="ConfigException">The text is no recipe, or a setting does not fit; every problem is named.</exception>
    public static DiffusionRecipe Parse(string yaml, string source, params IReadOnlyList<string> settings)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(settings);
        return _library.Bind(ConfigDocument.Parse(yaml, source), source, settings) with { Name = source };
    }

    private static void Expand(ConfigMapping denoiser) => ConfigOverlay.Expand(denoiser, typeof(DenoiserConfig), name => DenoiserPresets.Get(name));
}
