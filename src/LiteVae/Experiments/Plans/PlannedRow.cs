using LiteVae.Diffusion.Recipes;
using LiteVae.Experiments.Files;
using LiteVae.Training;

namespace LiteVae.Experiments.Plans;

/// <summary>A row with the recipes that its settings come to, of the first seed.</summary>
/// <param name="Row">The row.</param>
/// <param name="Recipe">Of the autoencoder.</param>
/// <param name="Diffusion">Of the diffusion model on its latents, whose first stage is the row's; null for none.</param>
/// <param name="Resolutions">Sides of the images that the row is measured on, in pixels.</param>
internal sealed record PlannedRow(ExperimentRow Row, Recipe Recipe, DiffusionRecipe? Diffusion, IReadOnlyList<int> Resolutions)
{
    /// <summary>The recipe of a repetition: its seed is as much higher.</summary>
    /// <param name="repetition">From 0.</param>
    public Recipe RecipeOf(int repetition) => Recipe with { Seed = Recipe.Seed + repetition };

    /// <summary>The diffusion recipe of a repetition.</summary>
    /// <param name="repetition">From 0.</param>
    /// <param name="firstStage">The model file of the same repetition of the row.</param>
    public DiffusionRecipe DiffusionOf(int repetition, string firstStage) =>
        Diffusion! with { Seed = Diffusion.Seed + repetition, FirstStage = new FirstStageConfig { Model = firstStage } };
}
