using LiteVae.Codec.Numerics;

namespace LiteVae.Runs;

/// <summary>The seed of a step's noise: a pure function of the run's seed and the images seen before it.</summary>
internal static class StepSeed
{
    public static long Of(long seed, long images)
    {
        var mixed = RandomStream.Mix(unchecked((ulong)seed * 0x9E3779B97F4A7C15 + (ulong)images + 0xD1B54A32D192ED03));
        return (long)(mixed >> 1); // libtorch expects a seed that is not negative
    }

    /// <summary>The seed of what every rank draws for itself in a step.</summary>
    /// <param name="stepSeed">The step's seed, which all ranks share.</param>
    /// <param name="rank">The rank.</param>
    public static long OfRank(long stepSeed, int rank) => (long)(RandomStream.Mix((ulong)stepSeed, (ulong)rank + 1) >> 1);
}
