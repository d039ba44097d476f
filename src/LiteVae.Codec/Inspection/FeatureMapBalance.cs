namespace LiteVae.Codec.Inspection;

/// <summary>How evenly the feature maps of a decoder are filled: Figure 3 of the paper as a number.</summary>
/// <remarks>
/// Of each map of the last residual block, the largest magnitude over the median one. With GroupNorm some maps hold a
/// few enormous values that carry statistics to the normalization; self-modulated convolution has no use for them.
/// </remarks>
/// <param name="Ratios">Largest over median magnitude, one per map; infinite where more than half of a map is nought.</param>
public sealed record FeatureMapBalance(IReadOnlyList<double> Ratios)
{
    /// <summary>The ratio that half of the maps stay below.</summary>
    public double Median => Ratios.Order().ElementAt(Ratios.Count / 2);

    /// <summary>The ratio of the most unbalanced map.</summary>
    public double Largest => Ratios.Max();

    /// <summary>The balance of the maps of one picture.</summary>
    public static FeatureMapBalance Of(ChannelPlanes maps)
    {
        ArgumentNullException.ThrowIfNull(maps);
        return new FeatureMapBalance([.. Enumerable.Range(0, maps.Channels).Select(channel => Ratio(maps.Channel(channel).Values.Span))]);
    }

    /// <summary>The balance of the maps of several pictures: of each map, the mean of its ratios.</summary>
    /// <exception cref="ArgumentException">There is no picture, or they differ in their number of maps.</exception>
    public static FeatureMapBalance Mean(params IReadOnlyList<FeatureMapBalance> pictures)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        if (pictures.Count == 0 || pictures.Any(p => p.Ratios.Count != pictures[0].Ratios.Count))
            throw new ArgumentException("A mean needs pictures of the same number of maps, and one at least.", nameof(pictures));
        return new FeatureMapBalance([.. pictures[0].Ratios.Select((_, map) => pictures.Average(p => p.Ratios[map]))]);
    }

    private static double Ratio(ReadOnlySpan<float> map)
    {
        var magnitudes = new float[map.Length];
        for (var i = 0; i < map.Length; i++)
            magnitudes[i] = Math.Abs(map[i]);
        Array.Sort(magnitudes);
        return (double)magnitudes[^1] / magnitudes[(magnitudes.Length - 1) / 2];
    }
}
