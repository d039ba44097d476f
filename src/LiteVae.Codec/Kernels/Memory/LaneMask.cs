using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LiteVae.Codec.Kernels.Memory;

/// <summary>Loads and stores of the last channels of a position, where fewer than eight are left.</summary>
internal readonly unsafe struct LaneMask
{
    private readonly Vector256<float> _mask;
    private readonly bool _all;

    private LaneMask(int lanes)
    {
        _all = lanes >= 8;
        _mask = Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(lanes)).AsSingle();
    }

    /// <summary>The first so many of eight.</summary>
    public static LaneMask First(int lanes) => new(lanes);

    /// <summary>Lanes that are masked read as zero and touch no memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Load(float* from) => _all ? Vector256.Load(from) : Avx.MaskLoad(from, _mask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* to, Vector256<float> value)
    {
        if (_all)
            value.Store(to);
        else
            Avx.MaskStore(to, _mask, value);
    }
}
