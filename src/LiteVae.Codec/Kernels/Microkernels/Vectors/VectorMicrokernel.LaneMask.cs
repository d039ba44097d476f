using System.Runtime.CompilerServices;

namespace LiteVae.Codec.Kernels.Microkernels.Vectors;

/// <content>Loads and stores of the last channels of a position.</content>
internal sealed unsafe partial class VectorMicrokernel<TSet, TVector, TDouble>
{
    /// <summary>Loads and stores of channels where fewer than a vector's width may be left.</summary>
    /// <param name="count">How many channels are left; any number from the vector's width on stands for a whole vector.</param>
    private readonly struct LaneMask(int count)
    {
        private readonly TVector _mask = TSet.Mask(count);
        private readonly int _count = count;

        /// <summary>Reads values; those that are masked out are zero, and their memory is not touched.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Load(float* from) => _count >= TSet.Width ? TSet.Load(from) : TSet.LoadFirst(from, _count, _mask);

        /// <summary>Writes values; the memory of those that are masked out is not touched.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Store(TVector value, float* to)
        {
            if (_count >= TSet.Width)
                TSet.Store(value, to);
            else
                TSet.StoreFirst(value, to, _count);
        }
    }
}
