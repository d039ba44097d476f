using System.Collections.Concurrent;

namespace LiteVae.Codec.Kernels.Memory;

/// <summary>Pools that are kept between calls: one for each call under way, of which a few wait for later ones.</summary>
/// <remarks>The networks of a codec share them: what encoding has used serves decoding too.</remarks>
internal sealed class FeatureMapPools : IDisposable
{
    private const int MaxKept = 2;

    private readonly ConcurrentBag<FeatureMapPool> _kept = [];

    /// <summary>A pool for the length of a call.</summary>
    public FeatureMapPool Take() => _kept.TryTake(out var pool) ? pool : new FeatureMapPool();

    /// <summary>Ends the call that a pool served.</summary>
    public void Return(FeatureMapPool pool)
    {
        pool.EndCall();
        if (_kept.Count < MaxKept)
            _kept.Add(pool);
        else
            pool.Dispose();
    }

    public void Dispose()
    {
        while (_kept.TryTake(out var pool))
            pool.Dispose();
    }
}
