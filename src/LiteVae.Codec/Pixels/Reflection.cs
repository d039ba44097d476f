namespace LiteVae.Codec.Pixels;

/// <summary>Padding by reflection: the edge is not repeated.</summary>
internal static class Reflection
{
    /// <summary>The position inside that a position beyond the end shows.</summary>
    /// <param name="position">At least 0.</param>
    /// <param name="size">Positions that exist, at least 1.</param>
    public static int At(int position, int size)
    {
        if (position < size)
            return position;
        position %= Math.Max(1, 2 * (size - 1));
        return position < size ? position : 2 * (size - 1) - position;
    }
}
