using LiteVae.Codec.Configuration;
using LiteVae.Codec.Models;
using LiteVae.Configuration;

namespace LiteVae.Autoencoders;

/// <summary>Resolves a preset with a user's changes to a config: the one way in which command line and recipes do it.</summary>
public static class PresetConfig
{
    /// <summary>The config of a preset, changed by settings such as "decoder.channels=32".</summary>
    /// <exception cref="ConfigException">The preset or a key is not known, or a value is out of range.</exception>
    public static AutoencoderConfig Resolve(string preset, params IReadOnlyList<string> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var resolved = ConfigWriter.ToNode(Presets.Get(preset));
        foreach (var setting in settings.OrderByDescending(ChoosesType))
        {
            if (ChoosesType(setting))
            {
                var over = new ConfigMapping();
                ConfigOverride.Apply(over, setting);
                ConfigOverlay.Apply(resolved, over, typeof(AutoencoderConfig));
            }
            else
            {
                ConfigOverride.Apply(resolved, setting);
            }
        }
        return ConfigBinder.Bind<AutoencoderConfig>(resolved, $"preset {preset} with --set");
    }

    /// <summary>Replaces the key <c>preset</c> of a mapping by the keys of that preset, overlaid by the mapping's other keys.</summary>
    /// <param name="model">Holds an autoencoder's config, and is left as it is where it names no preset.</param>
    /// <exception cref="ConfigException">The preset is not known.</exception>
    internal static void Expand(ConfigMapping model) => ConfigOverlay.Expand(model, typeof(AutoencoderConfig), Presets.Get);

    // Another type has other keys: a setting of it comes first, and drops those keys of the preset that the new type lacks.
    private static bool ChoosesType(string setting) => setting.Split('=')[0].Trim().EndsWith(".type", StringComparison.Ordinal);
}
