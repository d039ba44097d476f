using LiteVae.Pictures;
using static TorchSharp.torch;

namespace LiteVae.Inference.Tiles;

/// <summary>Encodes a picture tile by tile: only a tile is ever held as floating point.</summary>
/// <param name="encode">[1,3,H,W] in [-1,1] to moments [1,2Z,h,w] on the CPU.</param>
/// <param name="plan">How to cut.</param>
/// <param name="factor">Pixels per latent position.</param>
internal sealed class TiledEncoder(Func<Tensor, Tensor> encode, TilePlan plan, int factor)
{
    /// <param name="picture">Of any size: beyond its right and bottom it is reflected.</param>
    /// <param name="channels">Channels of the moments.</param>
    /// <param name="stop">Ends the work between two tiles.</param>
    /// <returns>Moments [1,2Z,h,w].</returns>
    public Tensor Encode(RgbImage picture, int channels, CancellationToken stop)
    {
        using var scope = NewDisposeScope();
        var (rows, columns) = (plan.Cut((picture.Height + factor - 1) / factor), plan.Cut((picture.Width + factor - 1) / factor));
        var moments = zeros(1, channels, rows[^1].KeepTo, columns[^1].KeepTo);
        for (var row = 0; row < rows.Count; row++)
        {
            for (var column = 0; column < columns.Count; column++)
            {
                stop.ThrowIfCancellationRequested();
                using var tile = NewDisposeScope();
                var (y, x) = (rows[row], columns[column]);
                var pixels = PictureCrop.Of(picture, x.From * factor, y.From * factor, (x.To - x.From) * factor, (y.To - y.From) * factor);
                var part = encode(ImageTensors.ToTensor(pixels)).narrow(2, y.KeepFrom - y.From, y.Kept).narrow(3, x.KeepFrom - x.From, x.Kept);
                var weights = TilePlan.Weights(rows, row, 1).unsqueeze(1) * TilePlan.Weights(columns, column, 1); // [h, w]
                moments.narrow(2, y.KeepFrom, y.Kept).narrow(3, x.KeepFrom, x.Kept).add_(part * weights);
            }
        }
        return moments.MoveToOuterDisposeScope();
    }
}
