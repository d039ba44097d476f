using System.Runtime.CompilerServices;

namespace LiteVae.Codec.Kernels.Winograd;

/// <summary>A 3x3 convolution of stride one, padded by one, in a quarter of the multiplications.</summary>
/// <remarks>
/// Threads take blocks of tiles. A block's transformed inputs and products stay in a core's own cache between the three
/// steps, so that each input and each output goes through memory about once.
/// </remarks>
internal sealed unsafe class WinogradConvolution : IDisposable
{
    // The floats of a core's second-level cache that a block's transformed inputs may take, and the numbers of tiles with
    // which matrix products are efficient.
    private const int BlockFloats = 96 * 1024;
    private const int MinTiles = 12;
    private const int MaxTiles = 18;

    // From so many inputs on, the prepared kernels of all outputs are read from the last cache or from memory for each block,
    // and it pays to have a larger block share each reading, although its inputs leave the second-level cache.
    private const int WideInputs = 384;
    private const int WideTiles = 36;

    // The panels of outputs that are multiplied before their products are transformed.
    private const int PanelsAtOnce = 2;

    private readonly Microkernel _loops;
    private readonly int _inputs;
    private readonly int _depth; // inputs, rounded up to whole vectors
    private readonly int _outputs;
    private readonly int _panels;
    private readonly int _columns; // of PanelsAtOnce panels
    private readonly FloatBuffer _kernels; // [panel, product, depth, PanelColumns], see ProductStride
    private readonly FloatBuffer _bias;

    /// <param name="weight">[outputs, inputs, 3, 3]; if transposed [inputs, outputs, 3, 3].</param>
    /// <param name="bias">[outputs]; null for zeros.</param>
    /// <param name="inputs">The number of input channels.</param>
    /// <param name="outputs">The number of output channels.</param>
    /// <param name="transposed">Whether this is the convolution that takes the gradients of another one's output to those of its input.</param>
    /// <param name="microkernel">The loops that compute it; null for those of this processor.</param>
    public WinogradConvolution(float* weight, float* bias, int inputs, int outputs, bool transposed = false, Microkernel? microkernel = null)
    {
        _loops = microkernel ?? Microkernel.Current;
        (_inputs, _outputs) = (inputs, outputs);
        _depth = _loops.RoundToVectors(inputs);
        _panels = _loops.Panels(outputs);
        _columns = PanelsAtOnce * _loops.PanelColumns;
        var padded = _depth != inputs || outputs % _loops.PanelColumns != 0;
        _kernels = new FloatBuffer(_panels * PanelStride, clear: padded);
        _bias = new FloatBuffer(bias, bias is null ? 0 : outputs, _panels * _loops.PanelColumns);
        var (outputStride, inputStride) = transposed ? (9L, 9L * outputs) : (9L * inputs, 9L);
        KernelThreads.For(_panels, panel =>
        {
            var first = panel * _loops.PanelColumns;
            var count = Math.Min(_loops.PanelColumns, outputs - first);
            _loops.TransformKernels(weight + first * outputStride, outputStride, inputStride, rotate: transposed, inputs, count, Kernel(panel, 0), ProductStride);
        });
    }

    // The distance from a panel of one product to that of the next product, and to the next panel of the same product. It is a cache
    // line more than a panel takes, so that the 36 streams of a kernel's transform do not all fall on the same lines of the cache.
    private long ProductStride => (long)_depth * _loops.PanelColumns + 16;

    private long PanelStride => WinogradTransform.Products * ProductStride;

    /// <summary>Computes the convolution.</summary>
    /// <param name="input">The input and the operations on it.</param>
    /// <param name="y">The result: of the input's size, or twice as high and wide if the input is upsampled.</param>
    /// <param name="epilogue">The operations on the result before it is stored.</param>
    /// <param name="collectMoments">Whether to collect the moments of the result as it is stored, for the next GroupNorm.</param>
    /// <param name="shift">Added to the result's channels image by image; null for none.</param>
    /// <returns>The moments if they are collected, else null.</returns>
    public ChannelMoments? Run(ConvolutionInput input, FeatureMaps y, Epilogue epilogue, bool collectMoments = false, ChannelValues? shift = null)
    {
        input.Require(_inputs, y, _outputs, epilogue);
        var grid = new TileGrid(y.Images, y.Height, y.Width);
        var block = grid.Block(_depth < WideInputs ? Math.Clamp(BlockFloats / (WinogradTransform.Products * _depth), MinTiles, MaxTiles) : WideTiles, _loops.BlockRows);
        using var biases = new ImageBiases(_bias, _outputs, shift, y.Images);
        using var moments = collectMoments ? new TileMoments(grid, block, _panels * _loops.PanelColumns) : null;
        var next = new StrongBox<int>();
        KernelThreads.Run([MethodImpl(MethodImplOptions.AggressiveOptimization)] () =>
        {
            // A cache line more than the rows take, so that the 36 streams do not all fall on the same lines of the cache.
            var inputStride = block * _depth + 16L;
            var productStride = block * _columns + 16L;
            var tiles = new WinogradTiles(_loops, grid, WinogradTransform.Products * (inputStride + productStride) + TileWindow.Memory(input, _depth));
            var inputs = tiles.Memory;
            var products = inputs + WinogradTransform.Products * inputStride;
            var window = new TileWindow(_loops, grid, input, _depth, products + WinogradTransform.Products * productStride);
            for (var first = Interlocked.Add(ref next.Value, block) - block; first < grid.Count; first = Interlocked.Add(ref next.Value, block) - block)
            {
                var count = Math.Min(block, grid.Count - first);
                for (var i = 0; i < count; i++)
                    tiles.TransformInput(ref window, first + i, _inputs, inputs + (long)i * _depth, inputStride);
                fixed (double* sums = moments is null ? default : moments.Of(first / block))
                {
                    for (var column = 0; column < _outputs; column += _columns)
                    {
                        Multiply(inputs, inputStride, count, column / _loops.PanelColumns, products, productStride);
                        for (var i = 0; i < count; i++)
                        {
                            var slot = moments?.Slot(sums, first, i) ?? default;
                            tiles.TransformOutput(
                                y, first + i, products + i * _columns, productStride, column, Math.Min(_columns, _outputs - column),
                                biases.Of((first + i) / grid.TilesOfImage), epilogue, slot);
                        }
                    }
                }
            }
        });
        return moments?.Combine(_outputs);
    }

    public void Dispose()
    {
        _kernels.Dispose();
        _bias.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply(float* inputs, long inputStride, int tiles, int panel, float* products, long productStride)
    {
        var count = Math.Min(PanelsAtOnce, _panels - panel);
        var kernel = Kernel(panel, 0);
        var (step, panelStep) = (ProductStride, PanelStride);
        for (var product = 0; product < WinogradTransform.Products; product++)
        {
            _loops.Multiply(inputs, _depth, tiles, _depth, kernel, panelStep, count, products, _columns, kernel + step);
            kernel += step;
            inputs += inputStride;
            products += productStride;
        }
    }

    private float* Kernel(int panel, int product) => _kernels.Pointer + panel * PanelStride + product * ProductStride;
}
