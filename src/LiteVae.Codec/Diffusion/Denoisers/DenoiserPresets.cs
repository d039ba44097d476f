using LiteVae.Codec.Configuration;

namespace LiteVae.Codec.Diffusion.Denoisers;

/// <summary>Denoisers by name.</summary>
public static class DenoiserPresets
{
    private static readonly (string Name, DenoiserConfig Config)[] All =
    [
        // A few million parameters: for latents of 8x8 to 16x16 on a laptop.
        ("ldm-mini", new UNetDenoiserConfig { ModelChannels = 64, Multipliers = [1, 2], ResBlocks = 1, AttentionFactors = [2], HeadChannels = 32 }),
        // FFHQ and CelebA-HQ of Table 7: 274,060,196 parameters at four channels.
        ("ldm-faces", new UNetDenoiserConfig()),
        // LSUN-Churches: 294,966,916.
        ("ldm-churches", new UNetDenoiserConfig
        {
            ModelChannels = 192,
            Multipliers = [1, 2, 2, 4, 4],
            AttentionFactors = [1, 2, 4, 8],
            HeadChannels = null,
            Heads = 8,
            ScaleShiftNorm = true,
            ResBlockResampling = true,
        }),
        ("dit-s", new DitConfig()),
        ("dit-b", new DitConfig { Width = 768, Heads = 12 }),
    ];

    /// <summary>The names, in the order of their sizes.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(p => p.Name)];

    /// <summary>A denoiser for latents of so many channels.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="channels">Channels of the latents.</param>
    /// <exception cref="ConfigException">There is no preset of that name.</exception>
    public static DenoiserConfig Get(string name, int channels = 4) =>
        All.FirstOrDefault(p => p.Name == name).Config is { } config
            ? config with { Channels = channels }
            : throw new ConfigException($"preset \"{name}\"", $"is no denoiser{NearestName.SuggestAmong(name, Names)}");
}
