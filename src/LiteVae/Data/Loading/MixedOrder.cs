using LiteVae.Distributed;

namespace LiteVae.Data.Loading;

/// <summary>Two sources in one epoch, each in its own order; the second's images stand at even distances among the first's.</summary>
/// <param name="first">The order of the images 0 to its count - 1.</param>
/// <param name="second">The order of the images after those.</param>
internal sealed class MixedOrder(IEpochOrder first, IEpochOrder second) : IEpochOrder
{
    public long Count { get; } = first.Count + second.Count;

    public long IndexAt(long epoch, long place)
    {
        var before = SecondsBefore(place);
        return SecondsBefore(place + 1) > before ? first.Count + second.IndexAt(epoch, before) : first.IndexAt(epoch, place - before);
    }

    public void Reach(long epoch, long place, RankShare share)
    {
        var before = SecondsBefore(place);
        if (SecondsBefore(place + 1) > before)
            second.Reach(epoch, before, share);
        else
            first.Reach(epoch, place - before, share);
    }

    private long SecondsBefore(long place) => (long)((UInt128)place * (UInt128)second.Count / (UInt128)Count);
}
