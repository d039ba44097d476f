using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LiteVae.Codec.Kernels.Norms;

/// <summary>What is done to a convolution's result before it is stored: sums and activations cost no pass over memory then.</summary>
/// <param name="residual">Added to the result, in the result's layout; null for none.</param>
/// <param name="scale">The sum is multiplied by this.</param>
/// <param name="silu">Whether SiLU follows.</param>
internal readonly unsafe struct Epilogue(float* residual, float scale = 1, bool silu = false)
{
    private const int CacheLine = 16;

    private readonly float* _residual = residual;
    private readonly float _scale = scale;
    private readonly bool _silu = silu;

    /// <summary>Has the cache fetch what will be stored to, and added, of a tile of 4x4. The addresses need not exist.</summary>
    /// <param name="result">Where results start.</param>
    /// <param name="offset">Of the tile.</param>
    /// <param name="line">From a row to the next.</param>
    /// <param name="step">From a position to the next.</param>
    /// <param name="channels">How many.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(float* result, long offset, long line, long step, int channels)
    {
        for (var i = 0; i < WinogradTransform.Outputs * WinogradTransform.Outputs; i++)
        {
            var at = offset + i / WinogradTransform.Outputs * line + i % WinogradTransform.Outputs * step;
            for (var channel = 0; channel < channels; channel += CacheLine)
            {
                Sse.Prefetch0(result + at + channel);
                if (_residual is not null)
                    Sse.Prefetch0(_residual + at + channel);
            }
        }
    }

    /// <summary>Stores eight values of four positions, and returns them as stored.</summary>
    /// <param name="y0">With the bias; as the other three.</param>
    /// <param name="y1">Of the next position.</param>
    /// <param name="y2">Of the one after.</param>
    /// <param name="y3">Of the last.</param>
    /// <param name="result">Where results start.</param>
    /// <param name="offset">Of the first position's eight.</param>
    /// <param name="step">From a position to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (Vector256<float> Y0, Vector256<float> Y1, Vector256<float> Y2, Vector256<float> Y3) Store(
        Vector256<float> y0, Vector256<float> y1, Vector256<float> y2, Vector256<float> y3, float* result, long offset, long step)
    {
        if (_residual is not null)
        {
            var from = _residual + offset;
            var scale = Vector256.Create(_scale);
            y0 = (y0 + Vector256.Load(from)) * scale;
            y1 = (y1 + Vector256.Load(from + step)) * scale;
            y2 = (y2 + Vector256.Load(from + 2 * step)) * scale;
            y3 = (y3 + Vector256.Load(from + 3 * step)) * scale;
        }
        if (_silu)
            (y0, y1, y2, y3) = (Activation.Silu(y0), Activation.Silu(y1), Activation.Silu(y2), Activation.Silu(y3));
        var to = result + offset;
        y0.Store(to);
        y1.Store(to + step);
        y2.Store(to + 2 * step);
        y3.Store(to + 3 * step);
        return (y0, y1, y2, y3);
    }

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
