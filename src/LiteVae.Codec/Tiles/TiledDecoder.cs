using LiteVae.Codec.Networks;

namespace LiteVae.Codec.Tiles;

/// <summary>Decodes a latent tile by tile: only a row of tiles is ever held as floating point.</summary>
/// <param name="networks">The networks.</param>
internal sealed unsafe class TiledDecoder(CodecNetworks networks)
{
    /// <summary>Takes a finished row of the picture.</summary>
    /// <param name="row">Its place, from 0 at the top.</param>
    /// <param name="values">Red, green, blue of each pixel, about [-1,1].</param>
    public delegate void WriteRow(int row, ReadOnlySpan<float> values);

    /// <param name="latent">[Z,h,w].</param>
    /// <param name="latentHeight">h.</param>
    /// <param name="latentWidth">w.</param>
    /// <param name="width">Of the picture, in pixels: at most w times the factor.</param>
    /// <param name="height">Of the picture, in pixels: at most h times the factor.</param>
    /// <param name="write">Takes the rows, in order from the top.</param>
    /// <param name="progress">Told the share of the work that is done.</param>
    /// <param name="cancellationToken">Ends the work between two layers.</param>
    /// <exception cref="InvalidDataException">A value is not finite.</exception>
    public void Decode(
        float[] latent, int latentHeight, int latentWidth, int width, int height, WriteRow write, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var factor = networks.Config.DownsamplingFactor;
        var plan = networks.DecoderTiles.PlanFor(latentHeight, latentWidth);
        var (rows, columns) = (plan.Cut(latentHeight), plan.Cut(latentWidth));
        var line = 3 * latentWidth * factor; // floats of a row of pixels
        var passes = new PassProgress(progress);
        var statistics = plan != TilePlan.Whole && networks.DecoderTiles.SharesStatistics ? new PictureStatistics() : null;
        while (statistics is not null)
        {
            Gather(latent, rows, columns, statistics, passes.Begin(), cancellationToken);
            if (statistics.EndPass())
                break;
        }
        var work = new TileProgress(statistics is null ? progress : passes.Begin(), rows.Count * columns.Count);
        float[] carried = []; // what the row of tiles before gave to the pixels it shares with the next
        for (var row = 0; row < rows.Count; row++)
        {
            var strip = new float[checked(rows[row].Kept * factor * line)];
            carried.CopyTo(strip, 0);
            for (var column = 0; column < columns.Count; column++)
            {
                var (y, x) = (rows[row], columns[column]);
                using var buffer = new FloatBuffer(3L * y.Computed * x.Computed * factor * factor, clear: false);
                var image = new FeatureMaps(buffer.Pointer, 1, y.Computed * factor, x.Computed * factor, 3);
                Run(latent, latentHeight, latentWidth, y, x, image, statistics, work, cancellationToken);
                var (rowWeights, columnWeights) = (TilePlan.Weights(rows, row, factor), TilePlan.Weights(columns, column, factor));
                for (var i = 0; i < y.Kept * factor; i++)
                {
                    var from = new ReadOnlySpan<float>(image.At(0, (y.KeepFrom - y.From) * factor + i, (x.KeepFrom - x.From) * factor), 3 * x.Kept * factor);
                    var to = strip.AsSpan(i * line + 3 * x.KeepFrom * factor, from.Length);
                    for (var j = 0; j < from.Length; j++)
                        to[j] += rowWeights[i] * columnWeights[j / 3] * from[j];
                }
            }
            var done = (row == rows.Count - 1 ? rows[row].Kept : rows[row + 1].KeepFrom - rows[row].KeepFrom) * factor;
            var first = rows[row].KeepFrom * factor;
            for (var i = 0; i < Math.Min(done, height - first); i++)
            {
                var values = strip.AsSpan(i * line, 3 * width);
                Finite.Require(values, "picture");
                write(first + i, values);
            }
            carried = strip[(done * line)..];
        }
        if (statistics is not null)
            passes.End();
    }

    // One pass over all tiles, for the sake of the norms' statistics alone.
    private void Gather(
        float[] latent, IReadOnlyList<AxisTile> rows, IReadOnlyList<AxisTile> columns, PictureStatistics statistics, IProgress<double>? progress,
        CancellationToken cancellationToken)
    {
        var factor = networks.Config.DownsamplingFactor;
        var work = new TileProgress(progress, rows.Count * columns.Count);
        foreach (var y in rows)
        {
            foreach (var x in columns)
            {
                using var buffer = new FloatBuffer(3L * y.Computed * x.Computed * factor * factor, clear: false);
                var image = new FeatureMaps(buffer.Pointer, 1, y.Computed * factor, x.Computed * factor, 3);
                Run(latent, rows[^1].KeepTo, columns[^1].KeepTo, y, x, image, statistics, work, cancellationToken);
            }
        }
    }

    private void Run(
        float[] latent, int latentHeight, int latentWidth, AxisTile y, AxisTile x, FeatureMaps image, PictureStatistics? statistics, TileProgress work,
        CancellationToken cancellationToken)
    {
        using var input = Crop(latent, latentHeight, latentWidth, y, x);
        var z = new FeatureMaps(input.Pointer, 1, y.Computed, x.Computed, networks.Config.LatentChannels);
        var observer = work.Begin(() => networks.RehearseDecoding(z.Height, z.Width).Macs);
        TileRun.Run(networks.Decoder, z, image, AxisTile.Region(y, x), statistics, observer, cancellationToken);
        work.End();
    }

    // [Z,h,w] to a tile's [h',w',Z].
    private static FloatBuffer Crop(float[] latent, int height, int width, AxisTile y, AxisTile x)
    {
        var channels = latent.Length / (height * width);
        var crop = new FloatBuffer((long)y.Computed * x.Computed * channels, clear: false);
        var to = crop.Pointer;
        for (var row = y.From; row < y.To; row++)
        {
            for (var column = x.From; column < x.To; column++)
            {
                for (var channel = 0; channel < channels; channel++)
                    *to++ = latent[(channel * height + row) * width + column];
            }
        }
        return crop;
    }
}
