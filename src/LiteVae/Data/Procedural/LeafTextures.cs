using LiteVae.Codec.Numerics;
namespace LiteVae.Data.Procedural;

/// <summary>Repeating textures: how much of a pattern's ink lies at each point, 0 to 1.</summary>
internal static class LeafTextures
{
    /// <summary>Details of a tile at its full size are this many pixels long.</summary>
    public const float Wavelength = 16;

    private const int Side = 128;

    private static readonly TextureTile[] Tiles = Create();

    public static TextureTile Pick(ref RandomStream chance) => Tiles[chance.Below(Tiles.Length)];

    private static TextureTile[] Create()
    {
        var noise = Fractal(1, 8, 5, 0.6f);
        var broad = Fractal(2, 4, 4, 0.5f);
        var fine = Fractal(3, 16, 4, 0.8f);
        return
        [
            Tile((x, y) => Edge(MathF.Sin(Phase(x)))), // stripes
            Tile((x, y) => 0.5f + (0.5f * MathF.Sin(Phase(x) / 2))), // folds
            Tile((x, y) => Edge(MathF.Sin(Phase(x) / 2) * MathF.Sin(Phase(y) / 2) * 2)), // checks
            Tile((x, y) => Edge((MathF.Sin(Phase(x)) * MathF.Sin(Phase(y)) * 3) - 1)), // dots
            Tile((x, y) => Math.Max(Edge(MathF.Sin(Phase(x)) - 0.7f), Edge(MathF.Sin(Phase(y)) - 0.7f))), // net
            Tile((x, y) => noise(x, y)), // cloud
            Tile((x, y) => noise(x, y)), // twice as likely
            Tile((x, y) => fine(x, y)), // grain
            Tile((x, y) => Edge((fine(x, y) - 0.62f) * 6)), // speckles
            Tile((x, y) => 0.5f + (0.5f * MathF.Sin(Phase(x) + (9 * broad(x, y))))), // marble
            Tile((x, y) => MathF.Pow(0.5f + (0.5f * MathF.Sin((Phase(y) / 2) + (5 * broad(x, y)))), 3)), // wood
        ];
    }

    private static float Phase(int at) => at * MathF.Tau * 8 / Side;

    private static float Edge(float value) => Math.Clamp((value * 1.6f) + 0.5f, 0, 1);

    private static TextureTile Tile(Func<int, int, float> coverage)
    {
        var values = new float[Side * Side];
        for (var i = 0; i < values.Length; i++)
            values[i] = Math.Clamp(coverage(i % Side, i / Side), 0, 1);
        return new TextureTile(values, Side);
    }

    /// <summary>Periodic value noise, octave upon octave, stretched to [0,1].</summary>
    private static Func<int, int, float> Fractal(ulong seed, int cells, int octaves, float gain)
    {
        var sum = new float[Side * Side];
        var weight = 1f;
        for (var octave = 0; octave < octaves && cells <= Side; octave++, cells *= 2, weight *= gain)
            AddNoise(sum, seed * 100 + (ulong)octave, cells, weight);
        var (low, high) = (sum.Min(), sum.Max());
        return (x, y) => (sum[(y * Side) + x] - low) / (high - low);
    }

    private static void AddNoise(float[] sum, ulong seed, int cells, float weight)
    {
        var cell = Side / cells;
        float At(int x, int y) => new RandomStream(RandomStream.Mix(seed, (ulong)(((y % cells) * cells) + (x % cells)))).Unit();
        for (var i = 0; i < sum.Length; i++)
        {
            var (x, y) = (i % Side, i / Side);
            var (cx, cy) = (x / cell, y / cell);
            var (fx, fy) = (Smooth((x % cell) / (float)cell), Smooth((y % cell) / (float)cell));
            var top = At(cx, cy) + (fx * (At(cx + 1, cy) - At(cx, cy)));
            var bottom = At(cx, cy + 1) + (fx * (At(cx + 1, cy + 1) - At(cx, cy + 1)));
            sum[i] += weight * (top + (fy * (bottom - top)));
        }
    }

    private static float Smooth(float t) => t * t * (3 - (2 * t));
}
