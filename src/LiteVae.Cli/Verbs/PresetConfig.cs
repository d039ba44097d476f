using LiteVae.Autoencoders;
using LiteVae.Configuration;

namespace LiteVae.Cli.Verbs;

/// <summary>A preset's config with the user's changes.</summary>
internal static class PresetConfig
{
    /// <exception cref="ConfigException">The preset or a key is not known, or a value is out of range.</exception>
    public static AutoencoderConfig Resolve(string preset, IReadOnlyList<string> settings)
    {
        var node = ConfigWriter.ToNode(Presets.Get(preset));
        foreach (var setting in settings)
            ConfigOverride.Apply(node, setting);
        return ConfigBinder.Bind<AutoencoderConfig>(node, $"preset {preset} with --set");
    }
}
