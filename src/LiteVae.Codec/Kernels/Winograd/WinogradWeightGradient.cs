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
        var tiles = Math.Min(grid.Count, (int)Math.Max(BlockFloats / (Products * (inputs + outputs)), Math.Max(MinTiles, (long)inputs * outputs / (inputs + outputs))));
        var inputStride = (long)tiles * inputs + 16;
        var outputStride = (long)tiles * outputs + 16;
        using var transformedInputs = new FloatBuffer(Products * inputStride, clear: false);
        using var transformedOutputs = new FloatBuffer(Products * outputStride, clear: outputs != y.Channels); // columns of outputs that do not exist stay zero
        using var sums = new FloatBuffer((long)Products * inputs * outputs); // [36, inputs, outputs]
        var a = transformedInputs.Pointer;
        var b = transformedOutputs.Pointer;
        var c = sums.Pointer;
        for (var first = 0; first < grid.Count; first += tiles)
        {
            var (start, count) = (first, Math.Min(tiles, grid.Count - first));
            Transform(loops, grid, start, count, x, y, a, inputs, inputStride, b, outputs, outputStride);
            KernelThreads.For(Products, [MethodImpl(MethodImplOptions.AggressiveOptimization)] (product) =>
            {
                for (var column = 0; column < outputs; column += loops.PanelColumns)
                {
                    loops.AddTransposed(
                        a + product * inputStride, inputs, inputs, b + product * outputStride + column, outputs, count,
                        c + (long)product * inputs * outputs + column, outputs);
                }
            });
        }
        KernelThreads.For(x.Channels, (long)Products * x.Channels * outputs, input => loops.TransformKernelGradients(
            c + (long)input * outputs, (long)inputs * outputs, y.Channels, result + (long)input * 9, 9L * x.Channels));
    }

    private static void Transform(
        Microkernel loops, TileGrid grid, int first, int count, ConvolutionInput x, FeatureMaps y, float* a, int inputs, long inputStride, float* b, int outputs, long outputStride)
    {
        var next = new StrongBox<int>();
        var step = Math.Clamp(count / (4 * KernelThreads.Count) & ~1, 2, MaxTilesAtOnce); // neighbors share the work on their inputs
        KernelThreads.Run([MethodImpl(MethodImplOptions.AggressiveOptimization)] () =>
        {
            var work = new WinogradTiles(loops, grid, TileWindow.Memory(x, inputs));
            var window = new TileWindow(loops, grid, x, inputs, work.Memory);
            for (var begin = Interlocked.Add(ref next.Value, step) - step; begin < count; begin = Interlocked.Add(ref next.Value, step) - step)
            {
                for (var i = begin; i < Math.Min(count, begin + step); i++)
                {
                    work.TransformInput(ref window, first + i, x.Channels, a + (long)i * inputs, inputStride);
                    work.TransformOutputGradient(y, first + i, b + (long)i * outputs, outputStride);
                }
            }
        });
    }
}
