using LiteVae.Codec.Networks;

namespace LiteVae.Codec.Tiles;

/// <summary>The share of the work that is done: by tiles, and within a tile by multiply-accumulates.</summary>
/// <param name="progress">Told the share; null where nobody asks.</param>
/// <param name="tiles">The number of tiles.</param>
internal sealed class TileProgress(IProgress<double>? progress, int tiles)
{
    private int _ended;

    /// <summary>Begins the next tile.</summary>
    /// <param name="macs">Counts the tile's multiply-accumulates; called only where somebody asks for progress.</param>
    /// <returns>An observer of the tile's layers; null where nobody asks.</returns>
    public Action<LayerRun>? Begin(Func<long> macs)
    {
        if (progress is null)
            return null;
        var (tile, total, done) = (_ended, Math.Max(1, macs()), 0L);
        return layer =>
        {
            done += layer.Macs;
            if (layer.Macs > 0 && done < total) // the last layer's share is told when the tile ends
                progress.Report((tile + (double)done / total) / tiles);
        };
    }

    /// <summary>Ends the tile.</summary>
    public void End() => progress?.Report((double)++_ended / tiles);
}
