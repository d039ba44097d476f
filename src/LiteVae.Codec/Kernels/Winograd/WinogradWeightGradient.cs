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

    /// <summary>Computes the gradient.</summary>
    /// <param name="x">The convolution's input.</param>
    /// <param name="y">The gradient of its output, of the same height and width.</param>
    /// <param name="result">[outputs, inputs, 3, 3], written.</param>
    /// <param name="microkernel">The loops that compute it; null for those of this processor.</param>
    public static void Run(FeatureMaps x, FeatureMaps y, float* result, Microkernel? microkernel = null)
    {
        var loops = microkernel ?? Microkernel.Current;
        var grid = new TileGrid(y.Images, y.Height, y.Width);
        var inputs = loops.RoundToVectors(x.Channels);
        var outputs = loops.Panels(y.Channels) * loops.PanelColumns;
        var tiles = (int)Math.Clamp(BlockFloats / (Products * (inputs + outputs)), MinTiles, Math.Max(MinTiles, grid.Count));
        var inputStride = tiles * inputs + 16;
        var outputStride = tiles * outputs + 16;
        using var transformedInputs = new FloatBuffer((long)Products * inputStride, clear: false);
        using var transformedOutputs = new FloatBuffer((long)Products * outputStride); // columns of outputs that do not exist stay zero
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
                        a + (long)product * inputStride, inputs, inputs, b + (long)product * outputStride + column, outputs, count,
                        c + (long)product * inputs * outputs + column, outputs);
                }
            });
        }
        KernelThreads.For(x.Channels, input => loops.TransformKernelGradients(
            c + (long)input * outputs, (long)inputs * outputs, y.Channels, result + (long)input * 9, 9L * x.Channels));
    }

    private static void Transform(
        Microkernel loops, TileGrid grid, int first, int count, FeatureMaps x, FeatureMaps y, float* a, int inputs, int inputStride, float* b, int outputs, int outputStride)
    {
        var next = new StrongBox<int>();
        KernelThreads.Run([MethodImpl(MethodImplOptions.AggressiveOptimization)] () =>
        {
            var input = new ConvolutionInput(x);
            var work = new WinogradTiles(loops, grid, TileWindow.Memory(input, inputs));
            var window = new TileWindow(loops, grid, input, inputs, work.Memory);
            for (var i = Interlocked.Increment(ref next.Value) - 1; i < count; i = Interlocked.Increment(ref next.Value) - 1)
            {
                work.TransformInput(ref window, first + i, x.Channels, a + (long)i * inputs, inputStride);
                work.TransformOutputGradient(y, first + i, b + (long)i * outputs, outputStride);
            }
        });
    }
}
