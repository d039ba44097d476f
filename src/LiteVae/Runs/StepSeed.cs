namespace LiteVae.Runs;

/// <summary>The seed of a step's noise: a pure function of the run's seed and the images seen before it.</summary>
internal static class StepSeed
{
    public static long Of(long seed, long images)
    {
        // SplitMix64's finaliser (Steele, Lea and Flood 2014).
        var z = unchecked((ulong)seed * 0x9E3779B97F4A7C15 + (ulong)images + 0xD1B54A32D192ED03);
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EB);
        return (long)((z ^ (z >> 31)) >> 1);
    }
}
