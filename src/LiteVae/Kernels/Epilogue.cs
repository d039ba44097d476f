using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LiteVae.Kernels;

/// <summary>What is done to a convolution's result before it is stored: sums and activations cost no pass over memory then.</summary>
/// <param name="residual">Added to the result, in the result's layout; null for none.</param>
/// <param name="scale">The sum is multiplied by this.</param>
/// <param name="silu">Whether SiLU follows.</param>
internal readonly unsafe struct Epilogue(float* residual, float scale = 1, bool silu = false)
{
    private readonly float* _residual = residual;
    private readonly float _scale = scale;
    private readonly bool _silu = silu;

    /// <summary>Stores eight values, and returns them as stored.</summary>
    /// <param name="value">With the bias.</param>
    /// <param name="result">Where results start.</param>
    /// <param name="offset">Of these eight.</param>
    /// <param name="mask">Of the lanes that exist.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Store(Vector256<float> value, float* result, long offset, LaneMask mask)
    {
        if (_residual is not null)
            value = (value + mask.Load(_residual + offset)) * Vector256.Create(_scale);
        if (_silu)
            value = Activation.Silu(value);
        mask.Store(result + offset, value);
        return value;
    }
}
