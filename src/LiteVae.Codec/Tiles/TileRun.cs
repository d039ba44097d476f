using LiteVae.Codec.Networks;

namespace LiteVae.Codec.Tiles;

/// <summary>Runs a network on one tile.</summary>
internal static class TileRun
{
    /// <param name="network">The encoder's or the decoder's runner.</param>
    /// <param name="input">The tile with its context, [1,H,W,C].</param>
    /// <param name="output">The memory of the output.</param>
    /// <param name="region">The part of the tile that is kept.</param>
    /// <param name="statistics">Those of the whole picture, for norms to take and to add to; null where the tile's own serve.</param>
    /// <param name="observer">Told of every layer.</param>
    /// <param name="cancellationToken">Ends the work between two layers.</param>
    public static void Run(
        INetworkRunner network, FeatureMaps input, FeatureMaps output, TileRegion region, PictureStatistics? statistics, Action<LayerRun>? observer,
        CancellationToken cancellationToken)
    {
        if (statistics is null)
        {
            network.Run(input, _ => output, observer, cancellationToken);
            return;
        }
        statistics.BeginTile(region);
        network.RunTile(input, output, statistics, observer, cancellationToken);
    }
}
