using System.Numerics;
using LiteVae.Codec.Numerics;

namespace LiteVae.Data.Loading;

/// <summary>A random order of 0 to count - 1 that needs no memory.</summary>
/// <remarks>
/// A Feistel network permutes the smallest power of four that holds the range; results outside the range are
/// permuted again until one falls inside ("cycle walking"), less than four times on average.
/// </remarks>
internal readonly struct Permutation
{
    private const int Rounds = 6;

    private readonly ulong _count;
    private readonly ulong _key;
    private readonly int _halfBits;

    public Permutation(long count, ulong key)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        _count = (ulong)count;
        _key = key;
        _halfBits = Math.Max(1, (64 - BitOperations.LeadingZeroCount(_count - 1) + 1) / 2);
    }

    /// <summary>The element at a place of the order, 0 to count - 1.</summary>
    public long At(long place)
    {
        var value = (ulong)place;
        do
        {
            value = Encrypt(value);
        }
        while (value >= _count);
        return (long)value;
    }

    private ulong Encrypt(ulong value)
    {
        var mask = (1UL << _halfBits) - 1;
        var (left, right) = (value >> _halfBits, value & mask);
        for (var round = 0UL; round < Rounds; round++)
            (left, right) = (right, left ^ (RandomStream.Mix(_key + round, right) & mask));
        return (left << _halfBits) | right;
    }
}
