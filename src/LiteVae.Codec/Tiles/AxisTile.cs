using LiteVae.Codec.Networks;

namespace LiteVae.Codec.Tiles;

/// <summary>A tile along one axis, in latent positions.</summary>
/// <param name="From">The first position computed.</param>
/// <param name="To">One past the last position computed.</param>
/// <param name="KeepFrom">The first position kept.</param>
/// <param name="KeepTo">One past the last position kept; it overlaps the next tile's by the blend.</param>
internal readonly record struct AxisTile(int From, int To, int KeepFrom, int KeepTo)
{
    /// <summary>The part of a tile that is kept, within the tile.</summary>
    /// <param name="y">The tile along the vertical axis.</param>
    /// <param name="x">The same tile along the horizontal axis.</param>
    public static TileRegion Region(AxisTile y, AxisTile x) => new(y.KeepFrom - y.From, x.KeepFrom - x.From, y.Kept, x.Kept, y.Computed);

    /// <summary>Positions kept.</summary>
    public int Kept => KeepTo - KeepFrom;

    /// <summary>Positions computed.</summary>
    public int Computed => To - From;
}
