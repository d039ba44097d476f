using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Training.Networks.Linear;

/// <summary>Positions drawn at random in a feature map, and the windows there: what a convolution's outputs at these positions depend on.</summary>
internal sealed class Windows
{
    private readonly (long Row, long Column)[] _positions;

    private Windows((long Row, long Column)[] positions) => _positions = positions;

    /// <summary>Draws positions of a map, each at most once.</summary>
    /// <param name="height">Of the map.</param>
    /// <param name="width">Of the map.</param>
    /// <param name="count">How many; all of them where the map has no more.</param>
    /// <param name="random">Draws them.</param>
    public static Windows Draw(long height, long width, int count, Random random)
    {
        var all = Enumerable.Range(0, checked((int)(height * width))).ToArray();
        random.Shuffle(all);
        return new Windows([.. all.Take(count).Select(i => Math.DivRem(i, width))]);
    }

    /// <summary>The windows of a 3x3 convolution of stride one, padded with zeros.</summary>
    /// <param name="map">[B,C,H,W], whose size is that of the map with the positions.</param>
    /// <returns>[B N, 9C].</returns>
    public Tensor Of3x3(Tensor map)
    {
        using var padded = functional.pad(map, [1, 1, 1, 1]);
        return Gather(padded, 1, 3);
    }

    /// <summary>The windows of a 3x3 convolution of stride two, padded with zeros at the right and the bottom.</summary>
    /// <param name="map">[B,C,2H,2W].</param>
    /// <returns>[B N, 9C].</returns>
    public Tensor OfStrided3x3(Tensor map)
    {
        using var padded = functional.pad(map, [0, 1, 0, 1]);
        return Gather(padded, 2, 3);
    }

    /// <summary>The blocks that the positions stand for, each with a margin, the edges reflected.</summary>
    /// <param name="map">[B,C,H f,W f].</param>
    /// <param name="factor">f, the side of a block.</param>
    /// <param name="margin">Values beyond the block at each side.</param>
    /// <returns>[B N, C (f+2m)^2].</returns>
    public Tensor Blocks(Tensor map, int factor, int margin = 0)
    {
        if (margin == 0)
            return Gather(map, factor, factor);
        using var padded = functional.pad(map, [margin, margin, margin, margin], PaddingModes.Reflect);
        return Gather(padded, factor, factor + 2 * margin);
    }

    private Tensor Gather(Tensor map, int stride, int size)
    {
        using var scope = NewDisposeScope();
        var (batch, channels, width) = (map.size(0), map.size(1), map.size(3));
        var indices = new long[_positions.Length * size * size];
        var next = 0;
        foreach (var (row, column) in _positions)
        {
            for (var i = 0; i < size; i++)
            {
                for (var j = 0; j < size; j++)
                    indices[next++] = (row * stride + i) * width + column * stride + j;
            }
        }
        return map.flatten(2).index_select(2, tensor(indices))       // [B, C, N k k]
            .view(batch, channels, -1, size * size).transpose(1, 2) // [B, N, C, k k]
            .reshape(-1, channels * size * size).MoveToOuterDisposeScope();
    }
}
