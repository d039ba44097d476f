using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LiteVae.Codec.Kernels.Winograd;

/// <summary>3x3 kernels on their way into the form in which products are taken, in double precision.</summary>
internal sealed unsafe class WinogradKernels
{
    private const int Side = WinogradTransform.Inputs;
    private const int Lanes = 4;

    private readonly float* _weight;
    private readonly int _inputs;
    private readonly int _outputs;
    private readonly long _outputStride;
    private readonly long _inputStride;
    private readonly bool _transposed;

    /// <param name="weight">[outputs, inputs, 3, 3]; if transposed [inputs, outputs, 3, 3], and each kernel is turned by 180 degrees. Must outlive this.</param>
    /// <param name="inputs">Channels.</param>
    /// <param name="outputs">Channels.</param>
    /// <param name="transposed">Whether gradients are to go through, from outputs to inputs.</param>
    public WinogradKernels(float* weight, int inputs, int outputs, bool transposed)
    {
        _weight = weight;
        (_inputs, _outputs, _transposed) = (inputs, outputs, transposed);
        (_outputStride, _inputStride) = transposed ? (9L, 9L * outputs) : (9L * inputs, 9L);
    }

    /// <summary>G g G^T of sixteen outputs' kernels; those of outputs that do not exist are left as they are.</summary>
    /// <param name="panel">Which sixteen.</param>
    /// <param name="result">[36, depth, 16].</param>
    /// <param name="depth">The inputs' number, rounded up.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Transform(int panel, float* result, int depth)
    {
        var taps = stackalloc double[9 * Lanes];
        var columns = stackalloc double[3 * Side * Lanes]; // [3, 6, lanes]
        var row = stackalloc double[Side * Lanes];
        for (var output = panel * GemmMicrokernel.Columns; output < Math.Min(_outputs, (panel + 1) * GemmMicrokernel.Columns); output += Lanes)
        {
            var lanes = Math.Min(Lanes, _outputs - output);
            for (var input = 0; input < _inputs; input++)
            {
                Load(_weight + output * _outputStride + input * _inputStride, lanes, taps);
                for (var x = 0; x < 3; x++)
                {
                    var g = taps + x * Lanes;
                    WinogradTransform.Kernel(
                        Vector256.Load(g), Vector256.Load(g + 3 * Lanes), Vector256.Load(g + 6 * Lanes), columns + x * Side * Lanes, Lanes);
                }
                var to = result + (long)input * GemmMicrokernel.Columns + output % GemmMicrokernel.Columns;
                for (var y = 0; y < Side; y++)
                {
                    var g = columns + y * Lanes;
                    WinogradTransform.Kernel(Vector256.Load(g), Vector256.Load(g + Side * Lanes), Vector256.Load(g + 2 * Side * Lanes), row, Lanes);
                    for (var x = 0; x < Side; x++)
                        Store(Vector256.Load(row + x * Lanes), lanes, to + (long)(y * Side + x) * depth * GemmMicrokernel.Columns);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Load(float* kernels, int lanes, double* taps)
    {
        for (var lane = 0; lane < lanes; lane++)
        {
            var kernel = kernels + lane * _outputStride;
            for (var tap = 0; tap < 9; tap++)
                taps[tap * Lanes + lane] = kernel[_transposed ? 8 - tap : tap];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<double> values, int lanes, float* to)
    {
        var single = Avx.ConvertToVector128Single(values);
        if (lanes == Lanes)
        {
            single.Store(to);
            return;
        }
        for (var lane = 0; lane < lanes; lane++)
            to[lane] = single[lane];
    }
}
