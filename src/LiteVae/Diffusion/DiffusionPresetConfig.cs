using LiteVae.Codec.Configuration;
using LiteVae.Codec.Diffusion.Denoisers;
using LiteVae.Codec.Diffusion.Files;
using LiteVae.Configuration;

namespace LiteVae.Diffusion;

/// <summary>Resolves a denoiser's preset with a user's changes to the config of a diffusion model.</summary>
public static class DiffusionPresetConfig
{
    /// <summary>The config of a preset for latents of a shape, changed by settings such as "schedule.beta_end=0.0155" or "denoiser.res_blocks=1".</summary>
    /// <remarks>A network with labels and no classes gets numbers for names, one fewer than it has labels: the last stands for no class.</remarks>
    /// <param name="preset">One of <see cref="DenoiserPresets.Names"/>.</param>
    /// <param name="latent">[Z,h,w].</param>
    /// <param name="settings">The changes.</param>
    /// <exception cref="ConfigException">The preset or a key is not known, or a value is out of range.</exception>
    public static DiffusionConfig Resolve(string preset, IReadOnlyList<int> latent, params IReadOnlyList<string> settings)
    {
        ArgumentNullException.ThrowIfNull(latent);
        ArgumentNullException.ThrowIfNull(settings);
        if (latent.Count != 3)
            throw new ConfigException("latent_shape", $"expected channels, height and width; found [{string.Join(',', latent)}]");
        var resolved = ConfigWriter.ToNode(new DiffusionConfig { Denoiser = DenoiserPresets.Get(preset, latent[0]), LatentShape = [.. latent] });
        foreach (var setting in settings)
            ConfigOverride.Apply(resolved, setting);
        if (resolved["denoiser"] is ConfigMapping denoiser && denoiser["labels"] is ConfigScalar labels && int.TryParse(labels.Text, out var count) && count is > 1 and <= 1 << 20
            && resolved["classes"] is ConfigSequence { Items.Count: 0 } or null)
            resolved["classes"] = ConfigDocument.ParseValue($"[{string.Join(", ", Enumerable.Range(0, count - 1).Select(i => $"\"{i}\""))}]");
        return ConfigBinder.Bind<DiffusionConfig>(resolved, $"denoiser {preset} with --set");
    }
}
