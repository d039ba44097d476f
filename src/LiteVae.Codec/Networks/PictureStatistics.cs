
namespace LiteVae.Codec.Networks;

/// <summary>The statistics that the norms of a network take of a whole picture, while the picture is computed tile by tile.</summary>
/// <remarks>
/// In each pass over the tiles every norm gathers the moments of its input and normalizes by those that the pass before gathered. What
/// the first norm gathers is exact in the first pass; after the second pass the second norm's is, and so on. In practice all moments
/// agree with those of the pass before much earlier, and the last pass's output is then the whole picture's.
/// </remarks>
internal sealed class PictureStatistics
{
    /// <summary>The change of a mean or a deviation, in deviations, below which a norm's statistics count as those of the pass before.</summary>
    public const double Tolerance = 1e-6;

    private List<MomentSums> _gathered = [];
    private ChannelMoments[] _known = [];
    private TileRegion _tile;
    private int _next;

    /// <summary>Begins the run of a tile.</summary>
    /// <param name="tile">What the tile contributes to the picture: its part without context.</param>
    public void BeginTile(TileRegion tile) => (_tile, _next) = (tile, 0);

    /// <summary>The moments for the norm whose turn it is.</summary>
    /// <param name="x">[1,H,W,C], its input.</param>
    /// <param name="concat">[1,H,W,D], channels that follow those of <paramref name="x"/>.</param>
    public (ChannelMoments X, ChannelMoments? Concat) Next(FeatureMaps x, FeatureMaps? concat) => (Next(x), concat is { } maps ? Next(maps) : null);

    /// <summary>Ends a pass over all tiles.</summary>
    /// <returns>Whether the moments that the pass used are those of the whole picture.</returns>
    public bool EndPass()
    {
        ChannelMoments[] gathered = [.. _gathered.Select(sums => sums.ToMoments())];
        var settled = _known.Length == gathered.Length && _known.Zip(gathered).All(pair => Change(pair.First, pair.Second) <= Tolerance);
        (_known, _gathered) = (gathered, []);
        return settled;
    }

    private ChannelMoments Next(FeatureMaps maps)
    {
        var part = _tile.Scaled(maps.Height);
        var own = ChannelMoments.Of(maps, part.Top, part.Left, part.Height, part.Width);
        if (_next == _gathered.Count)
            _gathered.Add(new MomentSums(maps.Channels));
        _gathered[_next].Add(own, (long)part.Height * part.Width);
        var moments = _next < _known.Length ? _known[_next] : own;
        _next++;
        return moments;
    }

    // Channels that hardly vary are measured by the others' variance: they share groups with them.
    private static double Change(ChannelMoments before, ChannelMoments after)
    {
        var average = Enumerable.Range(0, after.Channels).Average(c => after.Variance(0, c));
        return Enumerable.Range(0, after.Channels).Max(c =>
        {
            var variance = after.Variance(0, c) + 1e-2 * average + double.Epsilon;
            var mean = Math.Abs(after.Mean(0, c) - before.Mean(0, c)) / Math.Sqrt(variance);
            return Math.Max(mean, Math.Abs(after.Variance(0, c) - before.Variance(0, c)) / variance / 2);
        });
    }
}
