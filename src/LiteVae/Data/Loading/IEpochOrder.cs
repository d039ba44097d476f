using LiteVae.Distributed;

namespace LiteVae.Data.Loading;

/// <summary>The order of a source's images in each epoch: every image once, a pure function of (seed, epoch, place).</summary>
internal interface IEpochOrder
{
    /// <summary>The number of images of an epoch, at least 1.</summary>
    long Count { get; }

    /// <summary>The image at a place of an epoch.</summary>
    /// <param name="epoch">From 0.</param>
    /// <param name="place">0 to <see cref="Count"/> - 1.</param>
    long IndexAt(long epoch, long place);

    /// <summary>Tells that images are being asked for up to here, so that what comes after can be read ahead. For one thread at a time.</summary>
    /// <param name="epoch">From 0.</param>
    /// <param name="place">0 to <see cref="Count"/> - 1.</param>
    /// <param name="share">The part of what comes after that this process reads ahead; other ranks read the rest.</param>
    void Reach(long epoch, long place, RankShare share);
}
