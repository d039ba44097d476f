using System.Numerics;
using LiteVae.Codec.Configuration;

namespace LiteVae.Discriminators;

/// <summary>The architecture of a discriminator.</summary>
public sealed record DiscriminatorConfig : IValidated
{
    /// <summary>The kind; UNet by default, as in the paper (section 3, Table 10).</summary>
    public DiscriminatorType Type { get; init; } = DiscriminatorType.Unet;

    /// <summary>
    /// The width, from 1; 64 gives the published sizes. UNet, PatchGAN: channels of the first layer, of which all others are
    /// multiples. StyleGAN: an eighth of its largest number of channels.
    /// </summary>
    public int Channels { get; init; } = 64;

    /// <summary>PatchGAN's number of layers of stride 2, from 1 to 6; the others ignore it.</summary>
    public int Layers { get; init; } = 3;

    /// <summary>The image side in pixels that the network is laid out for: a power of two, from 16 to 1024.</summary>
    /// <remarks>
    /// The UNet halves its input down to 4x4 at this size, and takes any other size that divides by the same power
    /// of two. StyleGAN's takes this size only. PatchGAN ignores it. No key of a recipe: it follows the phases.
    /// </remarks>
    internal int Resolution { get; init; } = 256;

    /// <summary>The same discriminator, laid out for images of several sizes.</summary>
    /// <remarks>
    /// The largest power of two that is no more than the largest size and of which every size is a multiple of a quarter:
    /// for 128 and 256, the published layout for 256, whose bottleneck is 2x2 at 128.
    /// </remarks>
    internal DiscriminatorConfig LaidOutFor(IReadOnlyList<int> resolutions)
    {
        var layout = Math.Clamp(1 << BitOperations.Log2((uint)resolutions.Max()), 16, 1024);
        while (layout > 16 && resolutions.Any(r => r % (layout / 4) != 0))
            layout /= 2;
        return this with { Resolution = layout };
    }

    /// <summary>Why this discriminator cannot look at images of a size; null where it can.</summary>
    internal string? Refuses(int resolution) => Type switch
    {
        DiscriminatorType.Unet when resolution % (Resolution / 4) != 0 =>
            $"a UNet discriminator needs a multiple of {Resolution / 4}; found {resolution}",
        DiscriminatorType.Patchgan when resolution < PatchDiscriminator.MinSide(Layers) =>
            $"a PatchGAN discriminator with {Layers} layers needs at least {PatchDiscriminator.MinSide(Layers)}; found {resolution}",
        DiscriminatorType.Stylegan when resolution != Resolution =>
            $"a StyleGAN discriminator takes one size only, a power of two up to 1024; found {resolution}",
        _ => null,
    };

    IEnumerable<ConfigProblem> IValidated.Validate()
    {
        if (!Enum.IsDefined(Type))
            yield return new ConfigProblem("type", $"expected unet, patchgan or stylegan; found {Type}");
        if (Channels is < 1 or > 1024)
            yield return new ConfigProblem("channels", $"expected 1 to 1024; found {Channels}");
        if (Resolution is < 16 or > 1024 || !BitOperations.IsPow2(Resolution))
            yield return new ConfigProblem("resolution", $"expected a power of two from 16 to 1024; found {Resolution}");
        if (Layers is < 1 or > 6)
            yield return new ConfigProblem("layers", $"expected 1 to 6; found {Layers}");
    }
}
