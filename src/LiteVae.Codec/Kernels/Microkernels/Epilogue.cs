using System.Runtime.CompilerServices;

namespace LiteVae.Codec.Kernels.Microkernels;

/// <summary>The operations on a convolution's result before it is stored; done there, they cost no pass over memory.</summary>
/// <param name="residual">Feature maps of the result's layout that are added to it; null for none.</param>
/// <param name="scale">The factor of that sum; unused without a residual.</param>
/// <param name="silu">Whether SiLU is applied last.</param>
internal readonly unsafe struct Epilogue(float* residual, float scale = 1, bool silu = false)
{
    private const int CacheLine = 16;

    private readonly float* _residual = residual;
    private readonly float _scale = scale;
    private readonly bool _silu = silu;

    /// <summary>Fetches into the cache what a tile will be stored to and what is added to it. The addresses need not exist.</summary>
    /// <param name="tile">A tile.</param>
    /// <param name="offset">The offset from there to the tile that is fetched.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(in OutputTile tile, long offset)
    {
        for (var row = 0; row < WinogradTransform.Outputs; row++)
        {
            for (var column = 0; column < WinogradTransform.Outputs; column++)
            {
                var at = tile.Offset + offset + row * tile.Line + column * (long)tile.Step;
                for (var channel = 0; channel < tile.Channels; channel += CacheLine)
                {
                    CacheHints.Fetch(tile.Data + at + channel);
                    if (_residual is not null)
                        CacheHints.Fetch(_residual + at + channel);
                }
            }
        }
    }

    /// <summary>Stores a vector of channels at four positions and returns the values as stored.</summary>
    /// <param name="y0">The first position's values, with the bias.</param>
    /// <param name="y1">The second position's.</param>
    /// <param name="y2">The third position's.</param>
    /// <param name="y3">The fourth position's.</param>
    /// <param name="result">The origin that offsets count from.</param>
    /// <param name="offset">The offset of the first position.</param>
    /// <param name="step">The distance from a position to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (TVector Y0, TVector Y1, TVector Y2, TVector Y3) Store<TVector>(
        TVector y0, TVector y1, TVector y2, TVector y3, float* result, long offset, long step)
        where TVector : unmanaged, IVector<TVector>
    {
        if (_residual is not null)
        {
            var from = _residual + offset;
            var factor = TVector.Create(_scale);
            y0 = (y0 + TVector.Load(from)) * factor;
            y1 = (y1 + TVector.Load(from + step)) * factor;
            y2 = (y2 + TVector.Load(from + 2 * step)) * factor;
            y3 = (y3 + TVector.Load(from + 3 * step)) * factor;
        }
        if (_silu)
            (y0, y1, y2, y3) = (VectorMath.Silu(y0), VectorMath.Silu(y1), VectorMath.Silu(y2), VectorMath.Silu(y3));
        var to = result + offset;
        TVector.Store(y0, to);
        TVector.Store(y1, to + step);
        TVector.Store(y2, to + 2 * step);
        TVector.Store(y3, to + 3 * step);
        return (y0, y1, y2, y3);
    }

    /// <summary>Stores a vector of channels at one position and returns the values as stored.</summary>
    /// <param name="value">The values, with the bias.</param>
    /// <param name="result">The origin that offsets count from.</param>
    /// <param name="offset">The offset of the first value.</param>
    /// <param name="mask">The channels that exist.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Store<TVector>(TVector value, float* result, long offset, in LaneMask<TVector> mask)
        where TVector : unmanaged, IVector<TVector>
    {
        if (_residual is not null)
            value = (value + mask.Load(_residual + offset)) * TVector.Create(_scale);
        if (_silu)
            value = VectorMath.Silu(value);
        mask.Store(value, result + offset);
        return value;
    }
}
