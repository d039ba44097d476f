using System.Buffers;

namespace LiteVae.Codec.Kernels.Norms;

/// <summary>Sums that start at zero, in an array that goes back to its pool: large ones would pile up until the collector runs.</summary>
internal readonly struct RentedSums : IDisposable
{
    public RentedSums(int length)
    {
        Values = ArrayPool<double>.Shared.Rent(length);
        Values.AsSpan(0, length).Clear();
    }

    /// <summary>At least as many as asked for.</summary>
    public double[] Values { get; }

    public void Dispose() => ArrayPool<double>.Shared.Return(Values);
}
