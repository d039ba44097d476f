using System.Runtime.CompilerServices;

namespace LiteVae.Codec.Kernels.Winograd;

/// <summary>The gradient of a 3x3 convolution's weight, in a quarter of the multiplications.</summary>
/// <remarks>
/// The transpose of the forward algorithm: for each of the 36 products, transformed inputs times transformed gradients of
/// outputs are summed over all tiles, and the sums are transformed back to 3x3 taps. Threads first transform a block of
/// tiles, then share the 36 products; sums are taken in the same order whatever the number of threads.
/// </remarks>
internal static unsafe class WinogradWeightGradient
{
    private const int Products = WinogradTransform.Products;

    // The floats of a block's transformed tiles: the last level of cache holds them until they are multiplied.
    private const long BlockFloats = 2 << 20;
    private const int MinTiles = 24;

    private const int CacheLine = 16;

    // The inputs and outputs whose products a thread holds in its second-level cache.
    private const int RowsAtOnce = 48;
    private const int ColumnsAtOnce = 64;

    // Up to so many products of inputs and outputs, a layer counts as narrow; then a thread takes so many tiles at once.
    private const int NarrowProducts = 64 * 32;
    private const int NarrowTiles = 48;
    private const int MaxParts = 16;

    // The tiles that a thread transforms before it takes others.
    private const int MaxTilesAtOnce = 32;

    /// <summary>Computes the gradient.</summary>
    /// <param name="x">The convolution's input and the operations on it.</param>
    /// <param name="y">The gradient of its output.</param>
    /// <param name="result">[outputs, inputs, 3, 3], written.</param>
    /// <param name="microkernel">The loops that compute it; null for those of this processor.</param>
    public static void Run(ConvolutionInput x, FeatureMaps y, float* result, Microkernel? microkernel = null)
    {
        x.Require(x.Channels, y, y.Channels, default);
        var loops = microkernel ?? Microkernel.Current;
        var grid = new TileGrid(y.Images, y.Height, y.Width);
        var inputs = loops.RoundToVectors(x.Channels);
        var outputs = loops.Panels(y.Channels) * loops.PanelColumns;
        if ((long)inputs * outputs <= NarrowProducts && grid.Count > NarrowTiles)
        {
            RunNarrow(loops, grid, x, y, inputs, outputs, result);
            return;
        }
        var tiles = Math.Min(grid.Count, (int)Math.Max(BlockFloats / (Products * (inputs + outputs)), Math.Max(MinTiles, (long)inputs * outputs / (inputs + outputs))));
        // A cache line more than rows and products take, so that those of wide layers do not all fall on the same lines of the cache.
        var (inputRow, outputRow) = (inputs + CacheLine, outputs + CacheLine);
        var (inputStride, outputStride) = ((long)tiles * inputRow + CacheLine, (long)tiles * outputRow + CacheLine);
        var sumStride = (long)inputs * outputs + CacheLine;
        using var transformedInputs = new FloatBuffer(Products * inputStride, clear: false);
        using var transformedOutputs = new FloatBuffer(Products * outputStride, clear: outputs != loops.RoundToVectors(y.Channels)); // columns of outputs that do not exist stay zero
        var a = transformedInputs.Pointer;
        var b = transformedOutputs.Pointer;
        if (tiles == grid.Count)
        {
            Transform(loops, grid, 0, tiles, x, y, a, inputRow, inputStride, b, outputRow, outputStride);
            MultiplyAtOnce(loops, tiles, x.Channels, y.Channels, a, inputRow, inputStride, b, outputRow, outputStride, result);
            return;
        }
        using var sums = new FloatBuffer(Products * sumStride); // [36, inputs, outputs]
        var c = sums.Pointer;
        for (var first = 0; first < grid.Count; first += tiles)
        {
            var (start, count) = (first, Math.Min(tiles, grid.Count - first));
            Transform(loops, grid, start, count, x, y, a, inputRow, inputStride, b, outputRow, outputStride);
            KernelThreads.For(Products, [MethodImpl(MethodImplOptions.AggressiveOptimization)] (product) => loops.AddTransposed(
                a + product * inputStride, inputRow, inputs, b + product * outputStride, outputRow, outputs, count, c + product * sumStride, outputs));
        }
        KernelThreads.For(x.Channels, (long)Products * x.Channels * outputs, input => loops.TransformKernelGradients(
            c + (long)input * outputs, sumStride, y.Channels, result + (long)input * 9, 9L * x.Channels));
    }

    // Where the sums of all inputs and outputs stay in a core's second-level cache, threads share the tiles. Each part of them has sums of
    // its own, and the number of parts does not depend on that of threads.
    private static void RunNarrow(Microkernel loops, TileGrid grid, ConvolutionInput x, FeatureMaps y, int inputs, int outputs, float* result)
    {
        var runs = (grid.Count + NarrowTiles - 1) / NarrowTiles;
        var size = (runs + MaxParts - 1) / MaxParts * NarrowTiles; // tiles of a part
        var parts = (grid.Count + size - 1) / size;
        var (inputStride, outputStride, sumStride) = ((long)NarrowTiles * inputs + CacheLine, (long)NarrowTiles * outputs + CacheLine, (long)inputs * outputs + CacheLine);
        using var sums = new FloatBuffer(parts * Products * sumStride);
        var c = sums.Pointer;
        KernelThreads.For(parts, [MethodImpl(MethodImplOptions.AggressiveOptimization)] (part) =>
        {
            var work = new WinogradTiles(loops, grid, TileWindow.Memory(x, inputs) + Products * (inputStride + outputStride));
            var a = work.Memory;
            var b = a + Products * inputStride;
            new Span<float>(b, (int)(Products * outputStride)).Clear(); // columns of outputs that do not exist stay zero
            var window = new TileWindow(loops, grid, x, inputs, b + Products * outputStride);
            var end = Math.Min(grid.Count, (part + 1) * size);
            for (var first = part * size; first < end; first += NarrowTiles)
            {
                var count = Math.Min(NarrowTiles, end - first);
                for (var i = 0; i < count; i++)
                {
                    work.TransformInput(ref window, first + i, x.Channels, a + (long)i * inputs, inputStride);
                    work.TransformOutputGradient(y, first + i, b + (long)i * outputs, outputStride);
                }
                for (var product = 0; product < Products; product++)
                {
                    loops.AddTransposed(
                        a + product * inputStride, inputs, inputs, b + product * outputStride, outputs, outputs, count, c + (part * Products + product) * sumStride, outputs);
                }
            }
        });
        for (var part = 1; part < parts; part++)
            loops.Add(c, c + part * Products * sumStride, (int)(Products * sumStride));
        KernelThreads.For(x.Channels, (long)Products * x.Channels * outputs, input => loops.TransformKernelGradients(
            c + (long)input * outputs, sumStride, y.Channels, result + (long)input * 9, 9L * x.Channels));
    }

    // Where all tiles are transformed at once, the 36 products of some inputs and outputs are transformed back within a core's cache.
    private static void MultiplyAtOnce(
        Microkernel loops, int tiles, int inputs, int outputs, float* a, int inputRow, long inputStride, float* b, int outputRow, long outputStride, float* result)
    {
        var (rowBlocks, columnBlocks) = ((inputs + RowsAtOnce - 1) / RowsAtOnce, (outputs + ColumnsAtOnce - 1) / ColumnsAtOnce);
        KernelThreads.For(rowBlocks * columnBlocks, (long)Products * tiles * (inputs + outputs), [MethodImpl(MethodImplOptions.AggressiveOptimization)] (block) =>
        {
            var (row, column) = (block % rowBlocks * RowsAtOnce, block / rowBlocks * ColumnsAtOnce);
            var (rows, columns) = (Math.Min(RowsAtOnce, inputs - row), Math.Min(ColumnsAtOnce, outputs - column));
            var (width, height) = (loops.Panels(columns) * loops.PanelColumns, loops.RoundToVectors(rows));
            var stride = (long)height * width + CacheLine;
            var sums = ThreadScratch.Get(Products * stride);
            new Span<float>(sums, (int)(Products * stride)).Clear();
            for (var product = 0; product < Products; product++)
            {
                loops.AddTransposed(
                    a + product * inputStride + row, inputRow, height, b + product * outputStride + column, outputRow, width, tiles, sums + product * stride, width);
            }
            for (var input = 0; input < rows; input++)
            {
                loops.TransformKernelGradients(
                    sums + (long)input * width, stride, columns, result + ((long)column * inputs + row + input) * 9, 9L * inputs);
            }
        });
    }

    private static void Transform(
        Microkernel loops, TileGrid grid, int first, int count, ConvolutionInput x, FeatureMaps y, float* a, int inputRow, long inputStride, float* b, int outputRow, long outputStride)
    {
        var next = new StrongBox<int>();
        var step = Math.Clamp(count / (4 * KernelThreads.Count) & ~1, 2, MaxTilesAtOnce); // neighbors share the work on their inputs
        KernelThreads.Run([MethodImpl(MethodImplOptions.AggressiveOptimization)] () =>
        {
            var depth = loops.RoundToVectors(x.Channels);
            var work = new WinogradTiles(loops, grid, TileWindow.Memory(x, depth));
            var window = new TileWindow(loops, grid, x, depth, work.Memory);
            for (var begin = Interlocked.Add(ref next.Value, step) - step; begin < count; begin = Interlocked.Add(ref next.Value, step) - step)
            {
                for (var i = begin; i < Math.Min(count, begin + step); i++)
                {
                    work.TransformInput(ref window, first + i, x.Channels, a + (long)i * inputRow, inputStride);
                    work.TransformOutputGradient(y, first + i, b + (long)i * outputRow, outputStride);
                }
            }
        });
    }
}
