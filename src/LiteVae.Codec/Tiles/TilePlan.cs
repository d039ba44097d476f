namespace LiteVae.Codec.Tiles;

/// <summary>How an axis is cut: each tile is computed with context on both sides and kept without it; neighbours share a blend.</summary>
/// <param name="Side">Positions computed at once, context included.</param>
/// <param name="Context">Positions on each side that are computed only for the sake of those kept.</param>
/// <param name="Blend">Positions that two neighbours both keep, and over which one fades into the other; 0 where they agree exactly.</param>
internal sealed record TilePlan(int Side, int Context, int Blend)
{
    /// <summary>One tile, whatever the size.</summary>
    public static TilePlan Whole { get; } = new(int.MaxValue, 0, 0);

    /// <summary>The smallest side with which tiles make headway.</summary>
    public int MinSide => 2 * Context + Blend + 1;

    /// <summary>The tiles of an axis, in order. Borders of the image need no context.</summary>
    public IReadOnlyList<AxisTile> Cut(int length)
    {
        if (length <= Side)
            return [new AxisTile(0, length, 0, length)];
        var tiles = new List<AxisTile>();
        var keepFrom = 0;
        while (true)
        {
            var from = Math.Max(0, keepFrom - Context);
            var to = from + Side;
            if (to >= length)
            {
                tiles.Add(new AxisTile(Math.Min(from, length - Side), length, keepFrom, length));
                return tiles;
            }
            tiles.Add(new AxisTile(from, to, keepFrom, to - Context));
            keepFrom = to - Context - Blend;
        }
    }

    /// <summary>The weight of each kept position (or pixel): it rises where the tile before fades, and falls where the next rises.</summary>
    /// <param name="tiles">All tiles of the axis.</param>
    /// <param name="index">The tile.</param>
    /// <param name="scale">Values per latent position: 1, or the downsampling factor for pixels.</param>
    /// <returns>[kept * scale], the weights of all tiles add up to 1 everywhere.</returns>
    public static float[] Weights(IReadOnlyList<AxisTile> tiles, int index, int scale)
    {
        var weights = new float[tiles[index].Kept * scale];
        Array.Fill(weights, 1f);
        var before = index == 0 ? 0 : (tiles[index - 1].KeepTo - tiles[index].KeepFrom) * scale;
        var after = index == tiles.Count - 1 ? 0 : (tiles[index].KeepTo - tiles[index + 1].KeepFrom) * scale;
        for (var i = 0; i < before; i++)
            weights[i] = (i + 0.5f) / before;
        for (var i = 0; i < after; i++)
            weights[^(i + 1)] = (i + 0.5f) / after;
        return weights;
    }
}
