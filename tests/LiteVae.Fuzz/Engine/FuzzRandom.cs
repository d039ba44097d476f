namespace LiteVae.Fuzz.Engine;

/// <summary>Random numbers that are the same for a seed on every machine and runtime (xorshift64*).</summary>
internal sealed class FuzzRandom(ulong seed)
{
    private ulong _state = seed * 0x9E3779B97F4A7C15 + 0x2545F4914F6CDD1D | 1;

    public ulong Next()
    {
        _state ^= _state >> 12;
        _state ^= _state << 25;
        _state ^= _state >> 27;
        return _state * 0x2545F4914F6CDD1D;
    }

    /// <summary>A whole number from 0 to <paramref name="end"/>, excluded; 0 where there is none.</summary>
    public int Below(int end) => end <= 1 ? 0 : (int)((Next() >> 32) * (ulong)end >> 32);

    public bool OneIn(int count) => Below(count) == 0;

    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>A length from 1 to <paramref name="max"/>; short ones are as likely as long ones on a logarithmic scale.</summary>
    public int Length(int max)
    {
        var bits = Below(int.Log2(Math.Max(1, max)) + 1);
        return Math.Clamp((1 << bits) + Below(1 << bits), 1, Math.Max(1, max));
    }
}
