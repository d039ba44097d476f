namespace LiteVae.Codec.Tiles;

/// <summary>Checks that what leaves a network is finite: a black or broken picture must never pass for a result.</summary>
internal static class Finite
{
    /// <summary>Throws where a value is not finite.</summary>
    /// <param name="values">The values.</param>
    /// <param name="what">"latent" or "picture".</param>
    /// <exception cref="InvalidDataException">A value is NaN or infinite.</exception>
    public static void Require(ReadOnlySpan<float> values, string what)
    {
        foreach (var value in values)
        {
            if (!float.IsFinite(value))
                throw new InvalidDataException($"The model's {what} is not finite: its weights, or the latent given to it, are damaged.");
        }
    }
}
