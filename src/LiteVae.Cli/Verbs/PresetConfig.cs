using LiteVae.Codec.Configuration;
using LiteVae.Codec.Models;
using LiteVae.Configuration;

namespace LiteVae.Cli.Verbs;

/// <summary>A preset's config with the user's changes.</summary>
internal static class PresetConfig
{
    /// <exception cref="ConfigException">The preset or a key is not known, or a value is out of range.</exception>
    public static AutoencoderConfig Resolve(string preset, IReadOnlyList<string> settings)
    {
        var node = ConfigWriter.ToNode(Presets.Get(preset));
        foreach (var setting in settings.OrderByDescending(ChoosesType))
        {
            if (ChoosesType(setting))
                Overlay(node, setting);
            else
                ConfigOverride.Apply(node, setting);
        }
        return ConfigBinder.Bind<AutoencoderConfig>(node, $"preset {preset} with --set");
    }

    // Another type has other keys: it comes first, and takes with it the preset's keys that it does not know.
    private static bool ChoosesType(string setting) => setting.Split('=')[0].Trim().EndsWith(".type", StringComparison.Ordinal);

    private static void Overlay(ConfigMapping preset, string setting)
    {
        var over = new ConfigMapping();
        ConfigOverride.Apply(over, setting);
        ConfigOverlay.Apply(preset, over, typeof(AutoencoderConfig));
    }
}
