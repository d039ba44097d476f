namespace LiteVae.Data.Procedural;

/// <summary>A square pattern that repeats, with smaller copies of itself for when it is drawn small.</summary>
internal sealed class TextureTile
{
    private const int Levels = 4;

    private readonly float[][] _levels = new float[Levels][];
    private readonly int _side;

    /// <param name="values">The pattern by rows.</param>
    /// <param name="side">Its side: a power of two, at least 16.</param>
    public TextureTile(float[] values, int side)
    {
        _side = side;
        _levels[0] = values;
        for (var level = 1; level < Levels; level++)
            _levels[level] = Halve(_levels[level - 1], side >> (level - 1));
    }

    /// <summary>The copy that comes closest to a scale, and its side; from level to level sides halve.</summary>
    public (float[] Values, int Side, int Level) At(float scale)
    {
        var level = Math.Clamp((int)MathF.Round(-MathF.Log2(scale)), 0, Levels - 1);
        return (_levels[level], _side >> level, level);
    }

    private static float[] Halve(float[] values, int side)
    {
        var half = new float[side * side / 4];
        for (var i = 0; i < half.Length; i++)
        {
            var at = (i / (side / 2) * 2 * side) + (i % (side / 2) * 2);
            half[i] = (values[at] + values[at + 1] + values[at + side] + values[at + side + 1]) / 4;
        }
        return half;
    }
}
