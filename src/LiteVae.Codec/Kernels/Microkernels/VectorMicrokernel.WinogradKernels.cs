using System.Runtime.CompilerServices;

namespace LiteVae.Codec.Kernels.Microkernels;

/// <content>The transforms of 3x3 kernels, and of their gradients, of Winograd's algorithm.</content>
internal abstract unsafe partial class VectorMicrokernel<TVector, TDouble>
{
    private const int Taps = 9;

    // G g G^T, for a vector of outputs at a time.
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public sealed override void TransformKernels(
        float* weight, long outputStride, long inputStride, bool rotate, int inputs, int outputs, float* result, int depth)
    {
        var taps = stackalloc double[Taps * TDouble.Width];
        var columns = stackalloc double[3 * Side * TDouble.Width]; // [3, 6, lanes]
        var row = stackalloc double[Side * TDouble.Width];
        for (var output = 0; output < outputs; output += TDouble.Width)
        {
            var lanes = Math.Min(TDouble.Width, outputs - output);
            for (var input = 0; input < inputs; input++)
            {
                LoadTaps(weight + output * outputStride + input * inputStride, outputStride, lanes, rotate, taps);
                for (var x = 0; x < 3; x++)
                {
                    var g = taps + x * TDouble.Width;
                    WinogradTransform.Kernel(
                        TDouble.Load(g), TDouble.Load(g + 3 * TDouble.Width), TDouble.Load(g + 6 * TDouble.Width),
                        columns + x * Side * TDouble.Width, TDouble.Width);
                }
                var to = result + (long)input * PanelColumns + output;
                for (var y = 0; y < Side; y++)
                {
                    var g = columns + y * TDouble.Width;
                    WinogradTransform.Kernel(
                        TDouble.Load(g), TDouble.Load(g + Side * TDouble.Width), TDouble.Load(g + 2 * Side * TDouble.Width), row, TDouble.Width);
                    for (var x = 0; x < Side; x++)
                        StoreSingles(row + x * TDouble.Width, lanes, to + (long)(y * Side + x) * depth * PanelColumns);
                }
            }
        }
    }

    // G^T u G, for a vector of outputs at a time.
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public sealed override void TransformKernelGradients(float* products, long stride, int outputs, float* result, long resultStride)
    {
        var rows = stackalloc float[3 * Side * TVector.Width]; // [3, 6, lanes]
        var taps = stackalloc float[Taps * TVector.Width];
        for (var output = 0; output < outputs; output += TVector.Width)
        {
            for (var column = 0; column < Side; column++)
            {
                var (g0, g1, g2) = WinogradTransform.KernelGradient<TVector>(products + output + column * stride, Side * stride);
                TVector.Store(g0, rows + column * TVector.Width);
                TVector.Store(g1, rows + (Side + column) * TVector.Width);
                TVector.Store(g2, rows + (2 * Side + column) * TVector.Width);
            }
            for (var row = 0; row < 3; row++)
            {
                var (g0, g1, g2) = WinogradTransform.KernelGradient<TVector>(rows + row * Side * TVector.Width, TVector.Width);
                TVector.Store(g0, taps + row * 3 * TVector.Width);
                TVector.Store(g1, taps + (row * 3 + 1) * TVector.Width);
                TVector.Store(g2, taps + (row * 3 + 2) * TVector.Width);
            }
            for (var lane = 0; lane < Math.Min(TVector.Width, outputs - output); lane++)
            {
                for (var tap = 0; tap < Taps; tap++)
                    result[(output + lane) * resultStride + tap] = taps[tap * TVector.Width + lane];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadTaps(float* kernels, long outputStride, int lanes, bool rotate, double* taps)
    {
        for (var lane = 0; lane < TDouble.Width; lane++)
        {
            var kernel = kernels + lane * outputStride;
            for (var tap = 0; tap < Taps; tap++)
                taps[tap * TDouble.Width + lane] = lane < lanes ? kernel[rotate ? Taps - 1 - tap : tap] : 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreSingles(double* from, int lanes, float* to)
    {
        if (lanes == TDouble.Width)
        {
            TDouble.StoreSingle(TDouble.Load(from), to);
            return;
        }
        for (var lane = 0; lane < lanes; lane++)
            to[lane] = (float)from[lane];
    }
}
