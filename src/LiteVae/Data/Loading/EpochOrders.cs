namespace LiteVae.Data.Loading;

/// <summary>Chooses the order that suits a source.</summary>
internal static class EpochOrders
{
    /// <summary>The order of a source's images; an endless source is sampled over all of its indices.</summary>
    /// <param name="source">The source.</param>
    /// <param name="seed">Chooses the order.</param>
    public static IEpochOrder Of(IImageSource source, ulong seed) => source switch
    {
        ConcatenatedImageSource { First: IShardedSource { ShardSizes.Count: > 0 } } both => new MixedOrder(Of(both.First, seed), Of(both.Second, ~seed)),
        IShardedSource { ShardSizes.Count: > 0 } sharded => new ShardedOrder(sharded.ShardSizes, seed, sharded.ReadAhead),
        _ => new UniformOrder(source.Count ?? long.MaxValue, seed),
    };
}
