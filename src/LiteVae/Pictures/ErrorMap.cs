namespace LiteVae.Pictures;

/// <summary>Shows where a reconstruction is wrong, on one scale for all pictures, so that maps can be compared.</summary>
public static class ErrorMap
{
    /// <summary>The error, in levels of 255, at which the scale ends; larger errors look the same.</summary>
    public const int FullScale = 64;

    // A ramp from black over violet, red and orange to pale yellow, its lightness rising throughout.
    private static readonly (byte R, byte G, byte B)[] Ramp =
    [
        (0, 0, 4), (31, 12, 72), (85, 15, 109), (136, 34, 106), (186, 54, 85), (227, 89, 51), (249, 140, 10), (249, 201, 50), (252, 255, 164),
    ];

    /// <summary>Maps the absolute difference of each pixel, meaned over R, G and B, from 0 (black) to 64 levels (pale yellow).</summary>
    /// <exception cref="ArgumentException">The pictures differ in size.</exception>
    public static RgbImage Of(RgbImage original, RgbImage reconstruction)
    {
        ArgumentNullException.ThrowIfNull(original);
        ArgumentNullException.ThrowIfNull(reconstruction);
        original.RequireSizeOf(reconstruction, "An error map");
        var map = new RgbImage(original.Width, original.Height);
        var (a, b) = (original.Pixels, reconstruction.Pixels);
        for (var i = 0; i < a.Length; i += 3)
        {
            var sum = Math.Abs(a[i] - b[i]) + Math.Abs(a[i + 1] - b[i + 1]) + Math.Abs(a[i + 2] - b[i + 2]);
            (map.Pixels[i], map.Pixels[i + 1], map.Pixels[i + 2]) = Colour(sum / 3.0);
        }
        return map;
    }

    /// <summary>The colour that stands for an error in levels.</summary>
    internal static (byte R, byte G, byte B) Colour(double error)
    {
        var position = Math.Clamp(error / FullScale, 0, 1) * (Ramp.Length - 1);
        var index = Math.Min((int)position, Ramp.Length - 2);
        var (low, high, t) = (Ramp[index], Ramp[index + 1], position - index);
        return (Mix(low.R, high.R), Mix(low.G, high.G), Mix(low.B, high.B));

        byte Mix(byte from, byte to) => (byte)(from + (to - from) * t + 0.5);
    }
}
