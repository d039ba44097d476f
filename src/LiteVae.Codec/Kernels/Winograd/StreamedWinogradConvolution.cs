using System.Runtime.CompilerServices;

namespace LiteVae.Codec.Kernels.Winograd;

/// <summary>A 3x3 convolution of stride one, padded by one, in a quarter of the multiplications, whose kernels are transformed as they are multiplied.</summary>
/// <remarks>
/// For wide layers on few tiles, where reading the kernels from memory takes the time: transformed kernels have four times the size of
/// kernels. All tiles' inputs are transformed first, to be shared by all threads; then each thread takes some outputs, transforms
/// a part of their kernels into its own cache and multiplies the inputs of all tiles by them. A result does not depend on the other
/// images of a batch.
/// </remarks>
internal sealed unsafe class StreamedWinogradConvolution : IDisposable
{
    // Tiles whose inputs are transformed at once: they share a transform of the kernels, and stay in the last cache.
    private const int MaxTiles = 64;

    // The rows of kernels that are transformed at once: they stay in a core's second-level cache beside products.
    private const int RowsAtOnce = 64;

    // The panels of outputs that are multiplied at once.
    private const int PanelsAtOnce = 2;

    private readonly Microkernel _loops;
    private readonly int _inputs;
    private readonly int _depth; // inputs, rounded up to whole vectors
    private readonly int _outputs;
    private readonly int _panels;
    private readonly int _columns; // of PanelsAtOnce panels
    private readonly FloatBuffer _kernels; // [panel, depth, 9, PanelColumns]
    private readonly FloatBuffer _bias;

    /// <param name="weight">[outputs, inputs, 3, 3]; if transposed [inputs, outputs, 3, 3].</param>
    /// <param name="bias">[outputs]; null for zeros.</param>
    /// <param name="inputs">The number of input channels.</param>
    /// <param name="outputs">The number of output channels.</param>
    /// <param name="microkernel">The loops that compute it; null for those of this processor.</param>
    /// <param name="transposed">Whether this is the convolution that takes the gradients of another one's output to those of its input.</param>
    public StreamedWinogradConvolution(float* weight, float* bias, int inputs, int outputs, Microkernel? microkernel = null, bool transposed = false)
    {
        _loops = microkernel ?? Microkernel.Current;
        (_inputs, _outputs) = (inputs, outputs);
        _depth = _loops.RoundToVectors(inputs);
        _panels = _loops.Panels(outputs);
        _columns = PanelsAtOnce * _loops.PanelColumns;
        _kernels = new FloatBuffer(_panels * PanelStride, clear: _depth != inputs);
        _bias = new FloatBuffer(bias, outputs, _panels * _loops.PanelColumns);
        KernelThreads.For(_panels, panel =>
        {
            var first = panel * _loops.PanelColumns;
            var count = Math.Min(_loops.PanelColumns, outputs - first);
            var to = _kernels.Pointer + panel * PanelStride;
            if (!transposed)
            {
                // Of a panel, inputs and taps are the rows: they lie side by side in the weight.
                _loops.Pack(weight + first * 9L * inputs, 1, 9L * inputs, 9 * inputs, count, to);
                return;
            }
            for (var input = 0; input < inputs; input++)
                _loops.Pack(weight + ((long)input * outputs + first) * 9 + 8, -1, 9, 9, count, to + input * 9L * _loops.PanelColumns); // rotated by 180 degrees
        });
    }

    private long PanelStride => 9L * _depth * _loops.PanelColumns;

    /// <summary>The floats of memory, beside inputs and result, that computing a result takes.</summary>
    /// <param name="y">The result; may be without memory.</param>
    /// <param name="inputs">The number of input channels.</param>
    /// <param name="microkernel">The loops that compute it; null for those of this processor.</param>
    public static int ScratchLength(FeatureMaps y, int inputs, Microkernel? microkernel = null)
    {
        var depth = (microkernel ?? Microkernel.Current).RoundToVectors(inputs);
        return WinogradTransform.Products * InputStride(TilesAtOnce(new TileGrid(y.Images, y.Height, y.Width)), depth);
    }

    /// <summary>Computes the convolution.</summary>
    /// <param name="input">The input and the operations on it.</param>
    /// <param name="y">The result: of the input's size, or twice as high and wide if the input is upsampled.</param>
    /// <param name="epilogue">The operations on the result before it is stored.</param>
    /// <param name="scratch"><see cref="ScratchLength(FeatureMaps, int, Microkernel)"/> floats.</param>
    /// <param name="shift">Added to the result's channels image by image; null for none.</param>
    public void Run(ConvolutionInput input, FeatureMaps y, Epilogue epilogue, float* scratch, ChannelValues? shift = null)
    {
        input.Require(_inputs, y, _outputs, epilogue);
        var grid = new TileGrid(y.Images, y.Height, y.Width);
        using var biases = new ImageBiases(_bias, _outputs, shift, y.Images);
        var size = TilesAtOnce(grid);
        var stride = InputStride(size, _depth);
        for (var first = 0; first < grid.Count; first += size)
        {
            var count = Math.Min(size, grid.Count - first);
            TransformInputs(grid, input, first, count, scratch, stride);
            MultiplyOutputs(grid, first, count, scratch, stride, y, biases, epilogue);
        }
    }

    public void Dispose()
    {
        _kernels.Dispose();
        _bias.Dispose();
    }

    // Even, as tiles above each other share inputs.
    private static int TilesAtOnce(TileGrid grid)
    {
        var chunks = (grid.Count + MaxTiles - 1) / MaxTiles;
        return ((grid.Count + chunks - 1) / chunks + 1) & ~1;
    }

    // A cache line more than the rows take, so that the 36 streams do not all fall on the same lines of the cache.
    private static int InputStride(int tiles, int depth) => tiles * depth + 16;

    private void TransformInputs(TileGrid grid, ConvolutionInput input, int first, int count, float* inputs, long stride)
    {
        var next = new StrongBox<int>();
        var step = Math.Max(2, count / (2 * KernelThreads.Count) & ~1); // neighbors share the work on their inputs
        KernelThreads.Run([MethodImpl(MethodImplOptions.AggressiveOptimization)] () =>
        {
            var tiles = new WinogradTiles(_loops, grid, TileWindow.Memory(input, _depth));
            var window = new TileWindow(_loops, grid, input, _depth, tiles.Memory);
            for (var begin = Interlocked.Add(ref next.Value, step) - step; begin < count; begin = Interlocked.Add(ref next.Value, step) - step)
            {
                for (var i = begin; i < Math.Min(count, begin + step); i++)
                    tiles.TransformInput(ref window, first + i, _inputs, inputs + (long)i * _depth, stride);
            }
        });
    }

    private void MultiplyOutputs(TileGrid grid, int first, int count, float* inputs, long inputStride, FeatureMaps y, ImageBiases biases, Epilogue epilogue)
    {
        var next = new StrongBox<int>();
        KernelThreads.Run([MethodImpl(MethodImplOptions.AggressiveOptimization)] () =>
        {
            var kernelStride = (long)RowsAtOnce * _loops.PanelColumns + 16;
            var productStride = (long)count * _columns + 16;
            var tiles = new WinogradTiles(_loops, grid, WinogradTransform.Products * (productStride + PanelsAtOnce * kernelStride));
            var kernels = tiles.Memory;
            var products = kernels + WinogradTransform.Products * PanelsAtOnce * kernelStride;
            for (var panel = Interlocked.Add(ref next.Value, PanelsAtOnce) - PanelsAtOnce; panel < _panels; panel = Interlocked.Add(ref next.Value, PanelsAtOnce) - PanelsAtOnce)
            {
                Multiply(panel, Math.Min(PanelsAtOnce, _panels - panel), inputs, inputStride, count, kernels, kernelStride, products, productStride);
                var column = panel * _loops.PanelColumns;
                for (var i = 0; i < count; i++)
                {
                    var bias = biases.Of((first + i) / grid.TilesOfImage);
                    tiles.TransformOutput(
                        y, first + i, products + (long)i * _columns, productStride, column, Math.Min(_columns, _outputs - column), bias, epilogue, default);
                }
            }
        });
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply(
        int panel, int panels, float* inputs, long inputStride, int tiles, float* kernels, long kernelStride, float* products, long productStride)
    {
        var panelStride = WinogradTransform.Products * kernelStride;
        for (var row = 0; row < _depth; row += RowsAtOnce)
        {
            var rows = Math.Min(RowsAtOnce, _depth - row);
            for (var i = 0; i < panels; i++)
                _loops.ExpandKernels(_kernels.Pointer + (panel + i) * PanelStride + 9L * row * _loops.PanelColumns, rows, kernels + i * panelStride, kernelStride);
            for (var product = 0; product < WinogradTransform.Products; product++)
            {
                var kernel = kernels + product * kernelStride;
                _loops.Multiply(
                    inputs + product * inputStride + row, _depth, tiles, rows, kernel, panelStride, panels, products + product * productStride, _columns,
                    kernel + kernelStride, accumulate: row > 0);
            }
        }
    }
}
