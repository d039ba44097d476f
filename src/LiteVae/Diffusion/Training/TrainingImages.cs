using LiteVae.Codec.Shards;
using LiteVae.Data;
using LiteVae.Data.Procedural;
using LiteVae.Diffusion.Recipes;

namespace LiteVae.Diffusion.Training;

/// <summary>The images that a recipe trains on.</summary>
internal static class TrainingImages
{
    /// <summary>Whether a folder holds latents in place of images.</summary>
    public static bool IsLatents(string path) => File.Exists(Path.Combine(path, ShardNames.Index));

    /// <summary>Opens the images of a recipe whose data is images.</summary>
    /// <exception cref="DatasetException">The folder is missing, or holds no image.</exception>
    public static IImageSource Open(DiffusionRecipe recipe) => recipe.Data.Path == ImageSources.Procedural
        ? new ProceduralImageSource((ulong)recipe.Seed, recipe.Data.Resolution, recipe.Data.Count)
        : ImageSources.Open(recipe.Data.Path, 0, recipe.Data.Resolution);
}
