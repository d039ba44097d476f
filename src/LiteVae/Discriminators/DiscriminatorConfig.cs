using System.Numerics;

namespace LiteVae.Discriminators;

/// <summary>What a discriminator looks like.</summary>
public sealed record DiscriminatorConfig
{
    /// <summary>The kind; UNet by default, as in the paper (section 3, Table 10).</summary>
    public DiscriminatorType Type { get; init; } = DiscriminatorType.Unet;

    /// <summary>Channels of the first layer, from 1; all others are multiples of it. 64 gives the published sizes.</summary>
    public int Channels { get; init; } = 64;

    /// <summary>The image side in pixels that the network is laid out for: a power of two, from 16 to 1024.</summary>
    /// <remarks>
    /// The UNet halves its input down to 4x4 at this size, and takes any other size that divides by the same power
    /// of two. StyleGAN's takes this size only. PatchGAN ignores it.
    /// </remarks>
    public int Resolution { get; init; } = 256;

    /// <summary>PatchGAN's number of layers of stride 2, from 1 to 6; the others ignore it.</summary>
    public int Layers { get; init; } = 3;

    /// <summary>Every problem, each a line; empty where there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        if (!Enum.IsDefined(Type))
            problems.Add($"type is unet, patchgan or stylegan; got {Type}");
        if (Channels is < 1 or > 1024)
            problems.Add($"channels is from 1 to 1024; got {Channels}");
        if (Resolution is < 16 or > 1024 || !BitOperations.IsPow2(Resolution))
            problems.Add($"resolution is a power of two from 16 to 1024; got {Resolution}");
        if (Layers is < 1 or > 6)
            problems.Add($"layers is from 1 to 6; got {Layers}");
        return problems;
    }
}
