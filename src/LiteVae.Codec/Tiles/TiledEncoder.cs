using LiteVae.Codec.Networks;

namespace LiteVae.Codec.Tiles;

/// <summary>Encodes a picture tile by tile: only a tile is ever held as floating point.</summary>
/// <param name="networks">The networks.</param>
internal sealed unsafe class TiledEncoder(CodecNetworks networks)
{
    /// <summary>Fills a part of a tile's image with the picture's values in [-1,1].</summary>
    /// <param name="left">The tile's first column, in pixels of the picture; it may reach beyond the picture, which is reflected there.</param>
    /// <param name="top">The tile's first row.</param>
    /// <param name="tile">[1,h,w,3], filled.</param>
    public delegate void ReadTile(int left, int top, FeatureMaps tile);

    /// <param name="width">Of the picture, in pixels.</param>
    /// <param name="height">Of the picture, in pixels.</param>
    /// <param name="read">Reads a tile of the picture.</param>
    /// <param name="progress">Told the share of the work that is done.</param>
    /// <param name="cancellationToken">Ends the work between two layers.</param>
    /// <returns>Moments, [2Z,h,w].</returns>
    public float[] Encode(int width, int height, ReadTile read, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var factor = networks.Config.DownsamplingFactor;
        var (latentHeight, latentWidth, channels) = ((height + factor - 1) / factor, (width + factor - 1) / factor, 2 * networks.Config.LatentChannels);
        var plan = networks.EncoderTiles.PlanFor(latentHeight, latentWidth);
        var (rows, columns) = (plan.Cut(latentHeight), plan.Cut(latentWidth));
        var moments = new float[checked(channels * latentHeight * latentWidth)];
        if (plan == TilePlan.Whole || !networks.EncoderTiles.SharesStatistics)
        {
            Pass(rows, columns, latentWidth, moments, read, statistics: null, progress, cancellationToken);
            return moments;
        }
        var statistics = new PictureStatistics();
        var passes = new PassProgress(progress);
        do
        {
            Array.Clear(moments);
            Pass(rows, columns, latentWidth, moments, read, statistics, passes.Begin(), cancellationToken);
        }
        while (!statistics.EndPass());
        passes.End();
        return moments;
    }

    private void Pass(
        IReadOnlyList<AxisTile> rows, IReadOnlyList<AxisTile> columns, int latentWidth, float[] moments, ReadTile read, PictureStatistics? statistics,
        IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var (factor, channels) = (networks.Config.DownsamplingFactor, 2 * networks.Config.LatentChannels);
        var latentHeight = rows[^1].KeepTo;
        var work = new TileProgress(progress, rows.Count * columns.Count);
        for (var row = 0; row < rows.Count; row++)
        {
            for (var column = 0; column < columns.Count; column++)
            {
                var (y, x) = (rows[row], columns[column]);
                using var image = new FloatBuffer(3L * y.Computed * x.Computed * factor * factor, clear: false);
                var tile = new FeatureMaps(image.Pointer, 1, y.Computed * factor, x.Computed * factor, 3);
                read(x.From * factor, y.From * factor, tile);
                using var buffer = new FloatBuffer((long)channels * y.Computed * x.Computed, clear: false);
                var output = new FeatureMaps(buffer.Pointer, 1, y.Computed, x.Computed, channels);
                var observer = work.Begin(() => networks.RehearseEncoding(tile.Height, tile.Width).Macs);
                TileRun.Run(networks.Encoder, tile, output, AxisTile.Region(y, x), statistics, observer, cancellationToken);
                work.End();
                var (rowWeights, columnWeights) = (TilePlan.Weights(rows, row, 1), TilePlan.Weights(columns, column, 1));
                for (var i = 0; i < y.Kept; i++)
                {
                    for (var j = 0; j < x.Kept; j++)
                    {
                        var from = output.At(0, y.KeepFrom - y.From + i, x.KeepFrom - x.From + j);
                        var weight = rowWeights[i] * columnWeights[j];
                        var to = (long)(y.KeepFrom + i) * latentWidth + x.KeepFrom + j;
                        for (var channel = 0; channel < channels; channel++)
                            moments[channel * latentHeight * latentWidth + to] += weight * from[channel];
                    }
                }
            }
        }
    }
}
