using System.Runtime.CompilerServices;

namespace LiteVae.Codec.Kernels.Winograd;

/// <summary>A 3x3 convolution of stride one, padded by one, in a quarter of the multiplications.</summary>
/// <remarks>
/// Threads take blocks of tiles. A block's transformed inputs and products stay in a core's own cache between the three
/// steps, so that memory sees each input and each output about once.
/// </remarks>
internal sealed unsafe class WinogradConvolution : IDisposable
{
    private const int Vector = 8;

    // What a block may take of a core's second-level cache, in floats, and the tiles that make its matrix products efficient.
    private const int BlockFloats = 96 * 1024;
    private const int FewestTiles = 12;
    private const int MostTiles = 18;
    private const int ColumnsAtOnce = 2 * GemmMicrokernel.Columns;

    private readonly int _inputs;
    private readonly int _depth; // inputs, rounded up to whole vectors
    private readonly int _outputs;
    private readonly int _panels;
    private readonly FloatBuffer _kernels; // [panel, product, depth, 16]
    private readonly FloatBuffer _bias;

    /// <param name="weight">[outputs, inputs, 3, 3]; if transposed [inputs, outputs, 3, 3].</param>
    /// <param name="bias">[outputs]; null for zeros.</param>
    /// <param name="inputs">Channels.</param>
    /// <param name="outputs">Channels.</param>
    /// <param name="transposed">Whether to build the convolution that takes gradients of another one's output to those of its input.</param>
    public WinogradConvolution(float* weight, float* bias, int inputs, int outputs, bool transposed = false)
    {
        (_inputs, _outputs) = (inputs, outputs);
        _depth = (inputs + Vector - 1) / Vector * Vector;
        _panels = (_outputs + GemmMicrokernel.Columns - 1) / GemmMicrokernel.Columns;
        var padded = _depth != inputs || outputs % GemmMicrokernel.Columns != 0;
        _kernels = new FloatBuffer((long)_panels * WinogradTransform.Products * _depth * GemmMicrokernel.Columns, clear: padded);
        _bias = new FloatBuffer(bias, bias is null ? 0 : outputs, _panels * GemmMicrokernel.Columns);
        var kernels = new WinogradKernels(weight, inputs, outputs, transposed);
        KernelThreads.For(_panels, panel => kernels.Transform(panel, _kernels.Pointer + (long)panel * WinogradTransform.Products * _depth * GemmMicrokernel.Columns, _depth));
    }

    /// <summary>Computes it.</summary>
    /// <param name="input">What is convolved.</param>
    /// <param name="y">The result: of the input's size, or twice as high and wide if it is enlarged.</param>
    /// <param name="epilogue">What follows.</param>
    /// <param name="measure">Whether the result's moments are wanted.</param>
    /// <returns>Those; otherwise null.</returns>
    public ChannelMoments? Run(ConvolutionInput input, FeatureMaps y, Epilogue epilogue, bool measure = false)
    {
        input.X.Require(_inputs - (input.Concat?.Channels ?? 0), y, _outputs);
        if (input is { Prologue: null, Concat: not null } or { Prologue: not null, Upsample: true })
            throw new ArgumentException("Two inputs need a prologue, which enlarged ones cannot have.", nameof(input));
        input.X.RequireSize(y, input.Upsample ? 2 : 1);
        if (input.Concat is { } concat)
            input.X.RequireSize(concat);
        var grid = new TileGrid(y.Images, y.Height, y.Width);
        var block = grid.Block(Math.Clamp(BlockFloats / (WinogradTransform.Products * _depth), FewestTiles, MostTiles));
        var width = _panels * GemmMicrokernel.Columns;
        using var moments = measure ? new TileMoments(grid, block, width) : null;
        var next = new StrongBox<int>();
        KernelThreads.Run([MethodImpl(MethodImplOptions.AggressiveOptimization)] () =>
        {
            // A cache line more, so that the 36 streams do not all fall on the same lines of the cache.
            var inputStride = block * _depth + 16;
            var productStride = block * ColumnsAtOnce + 16;
            var tiles = new WinogradTiles(grid, WinogradTransform.Products * (inputStride + (long)productStride) + TileWindow.Memory(input, _depth));
            var inputs = tiles.Memory;
            var products = inputs + WinogradTransform.Products * (long)inputStride;
            var window = new TileWindow(grid, input, _depth, products + WinogradTransform.Products * (long)productStride);
            for (var first = Interlocked.Add(ref next.Value, block) - block; first < grid.Count; first = Interlocked.Add(ref next.Value, block) - block)
            {
                var count = Math.Min(block, grid.Count - first);
                for (var i = 0; i < count; i++)
                    tiles.TransformInput(ref window, first + i, _inputs, inputs + (long)i * _depth, inputStride);
                fixed (double* sums = moments is null ? default : moments.Of(first / block))
                {
                    for (var column = 0; column < _outputs; column += ColumnsAtOnce)
                    {
                        Multiply(inputs, inputStride, count, column, products, productStride);
                        for (var i = 0; i < count; i++)
                        {
                            var slot = moments?.Slot(sums, first, i) ?? default;
                            tiles.TransformOutput(
                                y, first + i, products + i * ColumnsAtOnce, productStride, column, Math.Min(ColumnsAtOnce, _outputs - column), _bias.Pointer, epilogue, slot);
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
    private void Multiply(float* inputs, int inputStride, int tiles, int column, float* products, int productStride)
    {
        var last = Math.Min(_panels, (column + ColumnsAtOnce) / GemmMicrokernel.Columns) - 1;
        for (var product = 0; product < WinogradTransform.Products; product++)
        {
            for (var panel = column / GemmMicrokernel.Columns; panel <= last; panel++)
            {
                var next = panel < last ? Kernel(panel + 1, product) : Kernel(column / GemmMicrokernel.Columns, product + 1);
                GemmMicrokernel.Multiply(
                    inputs + (long)product * inputStride, (tiles + 1) & ~1, Kernel(panel, product), _depth,
                    products + (long)product * productStride + panel * GemmMicrokernel.Columns - column, ColumnsAtOnce, next);
            }
        }
    }

    private float* Kernel(int panel, int product) => _kernels.Pointer + ((long)panel * WinogradTransform.Products + product) * _depth * GemmMicrokernel.Columns;
}
