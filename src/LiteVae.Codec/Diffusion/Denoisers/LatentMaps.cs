namespace LiteVae.Codec.Diffusion.Denoisers;

/// <summary>Latents as samplers hold them, [B,Z,h,w] in double precision, to feature maps and back.</summary>
internal static unsafe class LatentMaps
{
    /// <summary>Copies latents to feature maps.</summary>
    public static void Read(ReadOnlySpan<double> latents, FeatureMaps maps)
    {
        for (var i = 0; i < latents.Length; i++)
            *At(maps, i) = (float)latents[i];
    }

    /// <summary>Copies feature maps to latents.</summary>
    public static void Write(FeatureMaps maps, Span<double> latents)
    {
        for (var i = 0; i < latents.Length; i++)
            latents[i] = *At(maps, i);
    }

    // The value of an index of [B,Z,h,w].
    private static float* At(FeatureMaps maps, int index)
    {
        var positions = maps.Height * maps.Width;
        var (plane, position) = Math.DivRem(index, positions);
        var (image, channel) = Math.DivRem(plane, maps.Channels);
        return maps.At(image, 0, 0) + (long)position * maps.Channels + channel;
    }
}
