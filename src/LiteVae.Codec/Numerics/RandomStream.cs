namespace LiteVae.Codec.Numerics;

/// <summary>SplitMix64 (Steele, Lea and Flood 2014): numbers that are a pure function of the seed, the same everywhere.</summary>
internal struct RandomStream(ulong seed)
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private ulong _state = seed;

    /// <summary>Scrambles 64 bits, one to one.</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    /// <summary>A seed out of two numbers; their order matters.</summary>
    public static ulong Mix(ulong first, ulong second) => Mix(Mix(first + Golden) + (second * Golden) + 1);

    public ulong Next() => Mix(_state += Golden);

    /// <summary>Uniform in [0, 1), on 24 bits: every value is exact in single precision.</summary>
    public float Unit() => (Next() >> 40) * (1f / (1 << 24));

    /// <summary>Uniform in [low, high).</summary>
    public float Between(float low, float high) => low + ((high - low) * Unit());

    /// <summary>Uniform in 0 to count - 1.</summary>
    public int Below(int count) => (int)(((Next() >> 32) * (ulong)count) >> 32);

    public bool Chance(float probability) => Unit() < probability;
}
