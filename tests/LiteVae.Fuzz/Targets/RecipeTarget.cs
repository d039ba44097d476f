using System.Text;
using LiteVae.Codec.Configuration;
using LiteVae.Training;

namespace LiteVae.Fuzz.Targets;

/// <summary>A recipe in YAML, up to its checked record and back to YAML.</summary>
internal sealed class RecipeTarget : FileTarget
{
    public override string Name => "recipe";

    public override IReadOnlyList<Type> Documented => [typeof(ConfigException)];

    public override IReadOnlyList<byte[]> Dictionary => Words.Yaml;

    protected override string FileName => "recipe.yaml";

    public override IEnumerable<byte[]> Seeds() =>
    [
        .. RecipeReader.Shipped.Select(name => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "recipes", $"{name}.yaml"))),
        "{model: {preset: litevae-s}, data: {path: procedural}}"u8.ToArray(),
        Encoding.UTF8.GetBytes(RecipeReader.Read("quickstart").ToYaml()),
    ];

    protected override void Read(string path) => RecipeReader.Read(path).ToYaml();
}
