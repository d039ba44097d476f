using LiteVae.Codec.Numerics;
using LiteVae.Distributed;

namespace LiteVae.Data.Loading;

/// <summary>A permutation of all images, drawn anew for each epoch: for sources in which every place is reached as fast as any other.</summary>
/// <param name="count">Number of images, at least 1.</param>
/// <param name="seed">Chooses the order.</param>
internal sealed class UniformOrder(long count, ulong seed) : IEpochOrder
{
    public long Count => count;

    public long IndexAt(long epoch, long place) => new Permutation(count, RandomStream.Mix(seed, (ulong)epoch)).At(place);

    public void Reach(long epoch, long place, RankShare share)
    {
        // Nothing is near anything else.
    }
}
