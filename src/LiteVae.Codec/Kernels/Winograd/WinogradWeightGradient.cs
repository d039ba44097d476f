using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LiteVae.Codec.Kernels.Winograd;

/// <summary>The gradient of a 3x3 convolution's weight, in a quarter of the multiplications.</summary>
/// <remarks>
/// The transpose of the forward algorithm: for each of the 36 products, inputs times gradients of outputs, summed over
/// all tiles, and at the end back to 3x3 taps. Threads first transform a block of tiles, then share out the 36 products;
/// sums are taken in the same order whatever their number.
/// </remarks>
internal static unsafe class WinogradWeightGradient
{
    private const int Vector = 8;
    private const int Products = WinogradTransform.Products;

    // What a block's transformed tiles may take, in floats: the last level of cache holds them until they are multiplied.
    private const long BlockFloats = 2 << 20;
    private const int FewestTiles = 24;

    /// <param name="x">The convolution's input.</param>
    /// <param name="y">The gradient of its output, of the same height and width.</param>
    /// <param name="result">[outputs, inputs, 3, 3], written.</param>
    public static void Run(FeatureMaps x, FeatureMaps y, float* result)
    {
        var grid = new TileGrid(y.Images, y.Height, y.Width);
        var inputs = (x.Channels + Vector - 1) / Vector * Vector;
        var outputs = (y.Channels + GemmMicrokernel.Columns - 1) / GemmMicrokernel.Columns * GemmMicrokernel.Columns;
        var tiles = (int)Math.Clamp(BlockFloats / (Products * (inputs + outputs)), FewestTiles, Math.Max(FewestTiles, grid.Count));
        var inputStride = tiles * inputs + 16;
        var outputStride = tiles * outputs + 16;
        using var transformedInputs = new FloatBuffer((long)Products * inputStride, clear: false);
        using var transformedOutputs = new FloatBuffer((long)Products * outputStride); // columns that do not exist stay zero
        using var sums = new FloatBuffer((long)Products * inputs * outputs); // [36, inputs, outputs]
        var a = transformedInputs.Pointer;
        var b = transformedOutputs.Pointer;
        var c = sums.Pointer;
        for (var first = 0; first < grid.Count; first += tiles)
        {
            var (start, count) = (first, Math.Min(tiles, grid.Count - first));
            Transform(grid, start, count, x, y, a, inputs, inputStride, b, outputs, outputStride);
            KernelThreads.For(Products, [MethodImpl(MethodImplOptions.AggressiveOptimization)] (product) =>
            {
                for (var column = 0; column < outputs; column += GemmMicrokernel.Columns)
                {
                    GemmMicrokernel.AddTransposed(
                        a + (long)product * inputStride, inputs, inputs, b + (long)product * outputStride + column, outputs, count,
                        c + (long)product * inputs * outputs + column, outputs);
                }
            });
        }
        KernelThreads.For(x.Channels, input => ToTaps(c + (long)input * outputs, (long)inputs * outputs, y.Channels, result + (long)input * 9, 9L * x.Channels));
    }

    private static void Transform(
        TileGrid grid, int first, int count, FeatureMaps x, FeatureMaps y, float* a, int inputs, int inputStride, float* b, int outputs, int outputStride)
    {
        var next = new StrongBox<int>();
        KernelThreads.Run([MethodImpl(MethodImplOptions.AggressiveOptimization)] () =>
        {
            var input = new ConvolutionInput(x);
            var work = new WinogradTiles(grid, TileWindow.Memory(input, inputs));
            var window = new TileWindow(grid, input, inputs, work.Memory);
            for (var i = Interlocked.Increment(ref next.Value) - 1; i < count; i = Interlocked.Increment(ref next.Value) - 1)
            {
                work.TransformInput(ref window, first + i, x.Channels, a + (long)i * inputs, inputStride);
                work.TransformOutputGradient(y, first + i, b + (long)i * outputs, outputStride);
            }
        });
    }

    // G^T u G, of eight outputs at a time.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ToTaps(float* sums, long stride, int outputs, float* result, long resultStride)
    {
        const int Side = WinogradTransform.Inputs;
        var rows = stackalloc float[3 * Side * Vector]; // [3, 6, 8]
        var taps = stackalloc float[9 * Vector];
        for (var output = 0; output < outputs; output += Vector)
        {
            for (var column = 0; column < Side; column++)
            {
                var (g0, g1, g2) = WinogradTransform.KernelGradient(sums + output + column * stride, Side * stride);
                g0.Store(rows + column * Vector);
                g1.Store(rows + (Side + column) * Vector);
                g2.Store(rows + (2 * Side + column) * Vector);
            }
            for (var row = 0; row < 3; row++)
            {
                var (g0, g1, g2) = WinogradTransform.KernelGradient(rows + row * Side * Vector, Vector);
                g0.Store(taps + row * 3 * Vector);
                g1.Store(taps + (row * 3 + 1) * Vector);
                g2.Store(taps + (row * 3 + 2) * Vector);
            }
            for (var lane = 0; lane < Math.Min(Vector, outputs - output); lane++)
            {
                for (var tap = 0; tap < 9; tap++)
                    result[(output + lane) * resultStride + tap] = taps[tap * Vector + lane];
            }
        }
    }
}
