namespace LiteVae.Codec.Kernels.Winograd;

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
    private readonly int _size; // of a slot
    private readonly RentedSums _sums; // [block, image, slot]

    /// <param name="grid">The tiles.</param>
    /// <param name="block">How many a block has.</param>
    /// <param name="width">The channels, rounded up to what tiles are stored by.</param>
    public TileMoments(TileGrid grid, int block, int width)
    {
        (_grid, _block, _width, _size) = (grid, block, width, MomentSlot.Size(width));
        _images = Math.Min(grid.Images, (block - 1 + grid.TilesOfImage - 1) / grid.TilesOfImage + 1);
        _sums = new RentedSums((grid.Count + block - 1) / block * _images * _size);
    }

    /// <summary>The sums of a block; whoever adds to them keeps the array in its place.</summary>
    public Span<double> Of(int block) => _sums.Values.AsSpan(block * _images * _size, _images * _size);

    /// <summary>Where a tile's sums are kept.</summary>
    /// <param name="sums">Of its block.</param>
    /// <param name="first">The block's first tile.</param>
    /// <param name="index">The tile, counted from there.</param>
    public unsafe MomentSlot Slot(double* sums, int first, int index)
    {
        var (image, within) = Math.DivRem(first % _grid.TilesOfImage + index, _grid.TilesOfImage);
        return new(sums + image * _size, _width, isFirst: index == 0 || within == 0);
    }

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
            var positions = 0.0;
            for (var block = first / _block; block <= (end - 1) / _block; block++)
            {
                var slot = Of(block)[((image - block * _block / _grid.TilesOfImage) * _size)..];
                if (positions == 0)
                    slot[.._width].CopyTo(reference);
                var count = slot[MomentSlot.Count(_width)];
                positions += count;
                for (var channel = 0; channel < channels; channel++)
                {
                    // (x - r) = (x - s) + (s - r)
                    var (shift, sum) = (slot[channel] - reference[channel], slot[_width + channel]);
                    sums[channel] += sum + count * shift;
                    squares[channel] += slot[2 * _width + channel] + shift * (2 * sum + count * shift);
                }
            }
            for (var channel = 0; channel < channels; channel++)
            {
                var difference = sums[channel] / positions;
                sums[channel] = reference[channel] + difference;
                squares[channel] = Math.Max(0, squares[channel] / positions - difference * difference);
            }
        }
        return new(channels, mean, variance);
    }

    public void Dispose() => _sums.Dispose();
}
