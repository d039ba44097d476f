using System.Runtime.CompilerServices;

namespace LiteVae.Codec.Kernels.Microkernels;

/// <summary>Loads and stores of the last channels of a position, where fewer than a vector's width are left.</summary>
/// <param name="count">How many channels are left; any number from the vector's width on stands for all of a vector.</param>
internal readonly unsafe struct LaneMask<TVector>(int count)
    where TVector : unmanaged, IVector<TVector>
{
    private readonly TVector _mask = TVector.Mask(count);
    private readonly int _count = count;

    /// <summary>Reads values; those that are masked out are zero, and their memory is not touched.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Load(float* from) => _count >= TVector.Width ? TVector.Load(from) : TVector.LoadFirst(from, _count, _mask);

    /// <summary>Writes values; the memory of those that are masked out is not touched.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(TVector value, float* to)
    {
        if (_count >= TVector.Width)
            TVector.Store(value, to);
        else
            TVector.StoreFirst(value, to, _count, _mask);
    }
}
