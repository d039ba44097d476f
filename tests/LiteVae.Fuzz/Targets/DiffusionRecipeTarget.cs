using LiteVae.Codec.Configuration;
using LiteVae.Diffusion.Recipes;

namespace LiteVae.Fuzz.Targets;

/// <summary>A recipe of a diffusion model in YAML, up to its checked record and back to YAML.</summary>
internal sealed class DiffusionRecipeTarget : FileTarget
{
    public override string Name => "diffusion-recipe";

    public override IReadOnlyList<Type> Documented => [typeof(ConfigException)];

    public override IReadOnlyList<byte[]> Dictionary => Words.Yaml;

    protected override string FileName => "recipe.yaml";

    public override IEnumerable<byte[]> Seeds() =>
    [
        .. DiffusionRecipeReader.Shipped.Select(name => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "recipes", "diffusion", $"{name}.yaml"))),
        "{denoiser: {preset: dit-s, patch: 1}, process: {prediction: v}}"u8.ToArray(),
    ];

    protected override void Read(string path) => DiffusionRecipeReader.Read(path).ToYaml();
}
