using System.Runtime.CompilerServices;

namespace LiteVae.Codec.Kernels.Microkernels.Vectors;

/// <content>The transforms of 3x3 kernels, and of their gradients, of Winograd's algorithm.</content>
internal sealed unsafe partial class VectorMicrokernel<TSet, TVector, TDouble>
{
    private const int Taps = 9;

    // The rows of taps by which they are fetched from memory before they are transformed.
    private const int RowsAhead = 16;

    // G g G^T, for a vector of outputs at a time.
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void TransformKernels(
        float* weight, long outputStride, long inputStride, bool rotate, int inputs, int outputs, float* result, long stride)
    {
        var panelColumns = PanelColumns;
        var taps = stackalloc double[Taps * TSet.DoubleWidth];
        var columns = stackalloc double[3 * Side * TSet.DoubleWidth]; // [3, 6, lanes]
        var row = stackalloc double[Side * TSet.DoubleWidth];
        new Span<double>(taps, Taps * TSet.DoubleWidth).Clear(); // the lanes of outputs that do not exist
        for (var output = 0; output < outputs; output += TSet.DoubleWidth)
        {
            var lanes = Math.Min(TSet.DoubleWidth, outputs - output);
            for (var input = 0; input < inputs; input++)
            {
                LoadTaps(weight + output * outputStride + input * inputStride, outputStride, lanes, rotate, taps);
                for (var x = 0; x < 3; x++)
                {
                    var g = taps + x * TSet.DoubleWidth;
                    TransformTaps(
                        TSet.LoadDouble(g), TSet.LoadDouble(g + 3 * TSet.DoubleWidth), TSet.LoadDouble(g + 6 * TSet.DoubleWidth),
                        columns + x * Side * TSet.DoubleWidth, TSet.DoubleWidth);
                }
                var to = result + (long)input * panelColumns + output;
                for (var y = 0; y < Side; y++)
                {
                    var g = columns + y * TSet.DoubleWidth;
                    TransformTaps(
                        TSet.LoadDouble(g), TSet.LoadDouble(g + Side * TSet.DoubleWidth), TSet.LoadDouble(g + 2 * Side * TSet.DoubleWidth), row, TSet.DoubleWidth);
                    for (var x = 0; x < Side; x++)
                        StoreSingles(row + x * TSet.DoubleWidth, lanes, to + (y * Side + x) * stride);
                }
            }
        }
    }

    // G g G^T, for a vector of outputs at a time.
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void ExpandKernels(float* taps, int depth, float* result, long stride)
    {
        var panelColumns = PanelColumns;
        var columns = stackalloc float[3 * Side * TSet.Width]; // [6, 3, lanes]
        for (var row = 0; row < depth; row++)
        {
            for (var line = 0; line < Taps * panelColumns; line += CacheLine)
                CacheHints.Fetch(taps + RowsAhead * Taps * panelColumns + line);
            for (var lane = 0; lane < panelColumns; lane += TSet.Width)
            {
                for (var x = 0; x < 3; x++)
                {
                    var g = taps + x * panelColumns + lane;
                    TransformTaps(
                        TSet.Load(g), TSet.Load(g + 3 * panelColumns), TSet.Load(g + 6 * panelColumns), columns + x * TSet.Width, 3 * TSet.Width);
                }
                for (var y = 0; y < Side; y++)
                {
                    var g = columns + y * 3 * TSet.Width;
                    TransformTaps(
                        TSet.Load(g), TSet.Load(g + TSet.Width), TSet.Load(g + 2 * TSet.Width), result + lane + y * Side * stride, stride);
                }
            }
            taps += Taps * panelColumns;
            result += panelColumns;
        }
    }

    // G^T u G, for a vector of outputs at a time.
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void TransformKernelGradients(float* products, long stride, int outputs, float* result, long resultStride)
    {
        var rows = stackalloc float[3 * Side * TSet.Width]; // [3, 6, lanes]
        var taps = stackalloc float[Taps * TSet.Width];
        for (var output = 0; output < outputs; output += TSet.Width)
        {
            for (var column = 0; column < Side; column++)
            {
                var (g0, g1, g2) = TapGradients(products + output + column * stride, Side * stride);
                TSet.Store(g0, rows + column * TSet.Width);
                TSet.Store(g1, rows + (Side + column) * TSet.Width);
                TSet.Store(g2, rows + (2 * Side + column) * TSet.Width);
            }
            for (var row = 0; row < 3; row++)
            {
                var (g0, g1, g2) = TapGradients(rows + row * Side * TSet.Width, TSet.Width);
                TSet.Store(g0, taps + row * 3 * TSet.Width);
                TSet.Store(g1, taps + (row * 3 + 1) * TSet.Width);
                TSet.Store(g2, taps + (row * 3 + 2) * TSet.Width);
            }
            for (var lane = 0; lane < Math.Min(TSet.Width, outputs - output); lane++)
            {
                for (var tap = 0; tap < Taps; tap++)
                    result[(output + lane) * resultStride + tap] = taps[tap * TSet.Width + lane];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadTaps(float* kernels, long outputStride, int lanes, bool rotate, double* taps)
    {
        var (first, step) = rotate ? (Taps - 1, -1) : (0, 1);
        for (var lane = 0; lane < lanes; lane++)
        {
            var kernel = kernels + lane * outputStride + first;
            for (var tap = 0; tap < Taps; tap++)
                taps[tap * TSet.DoubleWidth + lane] = kernel[step * tap];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreSingles(double* from, int lanes, float* to)
    {
        if (lanes == TSet.DoubleWidth)
        {
            TSet.StoreNarrow(TSet.LoadDouble(from), to);
            return;
        }
        for (var lane = 0; lane < lanes; lane++)
            to[lane] = (float)from[lane];
    }
}
