using LiteVae.Codec.Numerics;
using LiteVae.Distributed;

namespace LiteVae.Data.Loading;

/// <summary>The order in which images are seen: a fresh one in each epoch, a pure function of (seed, position).</summary>
/// <remarks>Nothing is stored, so that training resumes at any position, and sets of any size cost no memory.</remarks>
internal sealed class Sampler
{
    private readonly IEpochOrder _order;
    private readonly ulong _seed;

    /// <summary>Creates an order in which each epoch is a permutation of all images.</summary>
    /// <param name="count">Number of images, at least 1.</param>
    /// <param name="seed">Chooses the order.</param>
    /// <exception cref="ArgumentOutOfRangeException">No image.</exception>
    public Sampler(long count, ulong seed)
        : this(new UniformOrder(count, seed), seed)
    {
    }

    /// <summary>Takes the order of each epoch from elsewhere.</summary>
    /// <param name="order">The order.</param>
    /// <param name="seed">Chooses crops, mirroring and substitutes.</param>
    /// <exception cref="ArgumentOutOfRangeException">No image.</exception>
    public Sampler(IEpochOrder order, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(order.Count, 1);
        (_order, _seed, Count) = (order, seed, order.Count);
    }

    /// <summary>Number of images, which is the length of an epoch.</summary>
    public long Count { get; }

    /// <summary>The image seen at a position (images seen before it), each exactly once per epoch.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The position is negative.</exception>
    public long IndexAt(long position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        var (epoch, place) = Math.DivRem(position, Count);
        return _order.IndexAt(epoch, place);
    }

    /// <summary>Tells that images are being asked for up to a position. For one thread at a time.</summary>
    /// <param name="position">The position.</param>
    /// <param name="share">The part of what comes next that this process reads ahead.</param>
    public void Reach(long position, RankShare share)
    {
        var (epoch, place) = Math.DivRem(position, Count);
        _order.Reach(epoch, place, share);
    }

    /// <summary>The seed for what is random about the image at a position: crop, mirroring.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The position is negative.</exception>
    public ulong SeedAt(long position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        return RandomStream.Mix(~_seed, (ulong)position);
    }

    /// <summary>
    /// What stands in for a broken image: a permutation of all images that belongs to the position alone, so that
    /// every image is tried once before none is found, and the answer does not depend on what was loaded before.
    /// </summary>
    internal long SubstituteAt(long position, long attempt) =>
        new Permutation(Count, RandomStream.Mix(SeedAt(position), 0x5B)).At(attempt);
}
