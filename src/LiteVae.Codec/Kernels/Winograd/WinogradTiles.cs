namespace LiteVae.Codec.Kernels.Winograd;

/// <summary>One thread's transforms of the tiles of feature maps.</summary>
internal readonly unsafe struct WinogradTiles
{
    private readonly Microkernel _loops;
    private readonly TileGrid _grid;
    private readonly float* _scratch;

    /// <param name="loops">The loops that compute the transforms.</param>
    /// <param name="grid">The tiles of the outputs.</param>
    /// <param name="memory">The floats that the caller needs of the thread's working memory.</param>
    public WinogradTiles(Microkernel loops, TileGrid grid, long memory)
    {
        (_loops, _grid) = (loops, grid);
        _scratch = ThreadScratch.Get(loops.WinogradScratch + memory);
        Memory = _scratch + loops.WinogradScratch;
    }

    /// <summary>The floats that the caller asked for; they are this thread's until its next kernel.</summary>
    public float* Memory { get; }

    /// <summary>Transforms a tile's 6x6 inputs to the 36 values that are multiplied by those of kernels.</summary>
    /// <param name="window">The inputs of tiles.</param>
    /// <param name="tile">The tile's index.</param>
    /// <param name="channels">The number of input channels.</param>
    /// <param name="result">36 rows of [channels]; channels are rounded up to whole vectors.</param>
    /// <param name="stride">The distance from one of the 36 to the next.</param>
    public void TransformInput(ref TileWindow window, int tile, int channels, float* result, long stride)
    {
        var positions = stackalloc float*[WinogradTransform.Products];
        window.Locate(tile, positions);
        _loops.TransformInput(positions, channels, _scratch, result, stride);
    }

    /// <summary>Transforms a tile's 36 products to 4x4 outputs, applies an epilogue and stores them.</summary>
    /// <param name="y">The feature maps that they are stored to.</param>
    /// <param name="tile">The tile's index.</param>
    /// <param name="products">36 rows of [channels].</param>
    /// <param name="stride">The distance from one of the 36 to the next.</param>
    /// <param name="firstChannel">The index of the first output channel.</param>
    /// <param name="channels">The number of output channels.</param>
    /// <param name="bias">The biases of all outputs.</param>
    /// <param name="epilogue">The operations between the product and its storage.</param>
    /// <param name="moments">Where sums of what is stored are kept.</param>
    public void TransformOutput(
        FeatureMaps y, int tile, float* products, long stride, int firstChannel, int channels, float* bias, in Epilogue epilogue, in MomentSlot moments) =>
        _loops.TransformOutput(products, stride, bias + firstChannel, _scratch, Outputs(y, tile, firstChannel, channels), epilogue, moments);

    /// <summary>Transforms the gradients of a tile's 4x4 outputs to those of its 36 products.</summary>
    /// <param name="y">The gradients of the outputs.</param>
    /// <param name="tile">The tile's index.</param>
    /// <param name="result">36 rows of [channels]; channels are rounded up to whole vectors.</param>
    /// <param name="stride">The distance from one of the 36 to the next.</param>
    public void TransformOutputGradient(FeatureMaps y, int tile, float* result, long stride) =>
        _loops.TransformOutputGradient(Outputs(y, tile, 0, y.Channels), _scratch, result, stride);

    private OutputTile Outputs(FeatureMaps y, int tile, int firstChannel, int channels)
    {
        var (image, top, left) = _grid.Tile(tile);
        var (height, width) = _grid.Extent(top, left);
        var offset = y.At(image, top, left) + firstChannel - y.Data;
        return new(y.Data, offset, (long)y.Width * y.Channels, y.Channels, height, width, firstChannel, channels);
    }
}
