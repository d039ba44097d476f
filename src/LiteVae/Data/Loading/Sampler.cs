using LiteVae.Codec.Numerics;

namespace LiteVae.Data.Loading;

/// <summary>The order in which images are seen: a fresh permutation in each epoch, a pure function of (seed, position).</summary>
/// <remarks>Nothing is stored, so that training resumes at any position, and sets of any size cost no memory.</remarks>
internal sealed class Sampler
{
    private readonly ulong _seed;

    /// <summary>Creates the order.</summary>
    /// <param name="count">Number of images, at least 1.</param>
    /// <param name="seed">Chooses the order.</param>
    /// <exception cref="ArgumentOutOfRangeException">No image.</exception>
    public Sampler(long count, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Count = count;
        _seed = seed;
    }

    /// <summary>Number of images, which is the length of an epoch.</summary>
    public long Count { get; }

    /// <summary>The image seen at a position (images seen before it), each exactly once per epoch.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The position is negative.</exception>
    public long IndexAt(long position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        var (epoch, place) = Math.DivRem(position, Count);
        return new Permutation(Count, RandomStream.Mix(_seed, (ulong)epoch)).At(place);
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
