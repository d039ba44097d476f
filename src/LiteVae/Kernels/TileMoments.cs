namespace LiteVae.Kernels;

/// <summary>Moments of a convolution's result, collected tile by tile as it is stored.</summary>
/// <remarks>
/// Threads share tiles by blocks; each block has sums of its own for each image it reaches into, so that they do not
/// depend on which thread took it. Sums are taken of differences from the first value stored in there.
/// </remarks>
internal sealed class TileMoments : IDisposable
{
    private readonly TileGrid _grid;
    private readonly int _block;
    private readonly int _images; // that a block can reach into
    private readonly int _width; // channels, rounded up
    private readonly RentedSums _sums; // [block, image, (reference, sum, squares), width]

    /// <param name="grid">The tiles.</param>
    /// <param name="block">How many a block has.</param>
    /// <param name="width">The channels, rounded up to what tiles are stored by.</param>
    public TileMoments(TileGrid grid, int block, int width)
    {
        (_grid, _block, _width) = (grid, block, width);
        _images = Math.Min(grid.Images, (block - 1 + grid.TilesOfImage - 1) / grid.TilesOfImage + 1);
        _sums = new RentedSums(Blocks * _images * 3 * width);
    }

    private int Blocks => (_grid.Count + _block - 1) / _block;

    /// <summary>The sums of a block; whoever adds to them keeps the array in its place.</summary>
    public Span<double> Of(int block) => _sums.Values.AsSpan(block * _images * 3 * _width, _images * 3 * _width);

    /// <summary>Where a tile's sums lie within those of its block.</summary>
    public int Offset(int tile) => (tile / _grid.TilesOfImage - tile / _block * _block / _grid.TilesOfImage) * 3 * _width;

    /// <summary>Whether a tile is the first of its block and its image, which sets the reference.</summary>
    public bool IsFirst(int tile) => tile % _block == 0 || tile % _grid.TilesOfImage == 0;

    /// <summary>What has been collected.</summary>
    public ChannelMoments Combine(int channels)
    {
        var (mean, variance) = (new double[_grid.Images * channels], new double[_grid.Images * channels]);
        var reference = new double[_width];
        for (var image = 0; image < _grid.Images; image++)
        {
            var (first, end) = (image * _grid.TilesOfImage, (image + 1) * _grid.TilesOfImage);
            var sums = mean.AsSpan(image * channels, channels);
            var squares = variance.AsSpan(image * channels, channels);
            var all = 0L;
            for (var block = first / _block; block <= (end - 1) / _block; block++)
            {
                var (from, to) = (Math.Max(first, block * _block), Math.Min(end, (block + 1) * _block));
                var positions = Positions(from, to);
                all += positions;
                var slot = Of(block)[Offset(from)..];
                if (from == first)
                    slot[.._width].CopyTo(reference);
                for (var channel = 0; channel < channels; channel++)
                {
                    // (x - r) = (x - s) + (s - r)
                    var (shift, sum) = (slot[channel] - reference[channel], slot[_width + channel]);
                    sums[channel] += sum + positions * shift;
                    squares[channel] += slot[2 * _width + channel] + 2 * shift * sum + positions * shift * shift;
                }
            }
            for (var channel = 0; channel < channels; channel++)
            {
                var difference = sums[channel] / all;
                sums[channel] = reference[channel] + difference;
                squares[channel] = Math.Max(0, squares[channel] / all - difference * difference);
            }
        }
        return new(channels, mean, variance);
    }

    public void Dispose() => _sums.Dispose();

    private long Positions(int from, int to)
    {
        var positions = 0L;
        for (var tile = from; tile < to; tile++)
        {
            var (height, width) = _grid.Extent(tile);
            positions += height * width;
        }
        return positions;
    }
}
