namespace LiteVae.Codec.Numerics;

/// <summary>Standard normal numbers that follow from a seed alone, by the Box-Muller transform.</summary>
/// <param name="seed">The same seed gives the same numbers on every machine.</param>
internal sealed class GaussianNoise(ulong seed)
{
    private RandomStream _uniform = new(seed);
    private double? _spare;

    /// <summary>The next number.</summary>
    public double Next()
    {
        if (_spare is { } spare)
        {
            _spare = null;
            return spare;
        }
        var radius = Math.Sqrt(-2 * Math.Log(1 - Uniform()));
        var (sine, cosine) = Math.SinCos(2 * Math.PI * Uniform());
        _spare = radius * sine;
        return radius * cosine;
    }

    // In [0, 1), from the upper 53 bits.
    private double Uniform() => (_uniform.Next() >> 11) * (1.0 / (1UL << 53));
}
