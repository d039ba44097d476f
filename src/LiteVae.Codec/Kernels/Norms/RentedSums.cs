using System.Buffers;

namespace LiteVae.Codec.Kernels.Norms;

/// <summary>Sums that start at zero, in an array of the shared pool: large arrays would otherwise pile up until the garbage collector runs.</summary>
internal readonly struct RentedSums : IDisposable
{
    public RentedSums(int length)
    {
        Values = ArrayPool<double>.Shared.Rent(length);
        Values.AsSpan(0, length).Clear();
    }

    /// <summary>At least as many values as asked for.</summary>
    public double[] Values { get; }

    public void Dispose() => ArrayPool<double>.Shared.Return(Values);
}
