using LiteVae.Pictures;
using static TorchSharp.torch;

namespace LiteVae.Inference.Tiles;

/// <summary>Decodes a latent tile by tile into pixels: only a row of tiles is ever held as floating point.</summary>
/// <param name="decode">[1,Z,h,w] to finite images [1,3,H,W] on the CPU.</param>
/// <param name="plan">How to cut.</param>
/// <param name="factor">Pixels per latent position.</param>
internal sealed class TiledDecoder(Func<Tensor, Tensor> decode, TilePlan plan, int factor)
{
    /// <param name="latents">[1,Z,h,w].</param>
    /// <param name="width">Of the picture, in pixels: at most w times the factor.</param>
    /// <param name="height">Of the picture, in pixels.</param>
    /// <param name="stop">Ends the work between two tiles.</param>
    public RgbImage Decode(Tensor latents, int width, int height, CancellationToken stop)
    {
        var (rows, columns) = (plan.Cut((int)latents.size(2)), plan.Cut((int)latents.size(3)));
        var picture = new RgbImage(width, height);
        Tensor? carried = null; // [1, 3, blend, W]: what the row before gave to the rows it shares with the next
        for (var row = 0; row < rows.Count; row++)
        {
            using var scope = NewDisposeScope();
            var strip = zeros(1, 3, rows[row].Kept * factor, latents.size(3) * factor);
            for (var column = 0; column < columns.Count; column++)
            {
                stop.ThrowIfCancellationRequested();
                Add(strip, latents, rows, row, columns, column);
            }
            if (carried is not null)
            {
                strip.narrow(2, 0, carried.size(2)).add_(carried);
                carried.Dispose();
                carried = null;
            }
            var done = row == rows.Count - 1 ? rows[row].Kept : rows[row + 1].KeepFrom - rows[row].KeepFrom;
            if (done < rows[row].Kept)
                carried = strip.narrow(2, done * factor, (rows[row].Kept - done) * factor).clone().DetachFromDisposeScope();
            Write(picture, strip.narrow(2, 0, done * factor), rows[row].KeepFrom * factor);
        }
        return picture;
    }

    private void Add(Tensor strip, Tensor latents, IReadOnlyList<AxisTile> rows, int row, IReadOnlyList<AxisTile> columns, int column)
    {
        using var scope = NewDisposeScope();
        var (y, x) = (rows[row], columns[column]);
        var tile = decode(latents.narrow(2, y.From, y.To - y.From).narrow(3, x.From, x.To - x.From));
        var kept = tile.narrow(2, (y.KeepFrom - y.From) * factor, y.Kept * factor).narrow(3, (x.KeepFrom - x.From) * factor, x.Kept * factor);
        var weights = TilePlan.Weights(rows, row, factor).unsqueeze(1) * TilePlan.Weights(columns, column, factor); // [H, W]
        strip.narrow(3, x.KeepFrom * factor, x.Kept * factor).add_(kept * weights);
    }

    private static void Write(RgbImage picture, Tensor strip, int from)
    {
        var rows = Math.Min((int)strip.size(2), picture.Height - from);
        if (rows <= 0)
            return;
        ImageTensors.ToPixels(strip.narrow(2, 0, rows).narrow(3, 0, picture.Width)).CopyTo(picture.Pixels, 3L * from * picture.Width);
    }
}
