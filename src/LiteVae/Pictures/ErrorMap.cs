namespace LiteVae.Pictures;

/// <summary>Draws where a reconstruction is wrong.</summary>
public static class ErrorMap
{
    /// <summary>The error, in levels of 255, that gets the brightest color; larger ones share it.</summary>
    /// <remarks>The scale is fixed, so that two maps can be compared by eye.</remarks>
    public const int FullScale = 64;

    // Nine even steps of a perceptually uniform ramp, from black over purple and orange to pale yellow.
    private static readonly byte[][] Stops =
    [
        [0, 0, 4], [31, 12, 72], [87, 16, 110], [138, 34, 106], [188, 55, 84],
        [227, 89, 51], [249, 142, 9], [249, 201, 50], [252, 255, 164],
    ];

    /// <summary>The scale that every error map has: from no error to <see cref="FullScale"/> levels of 255.</summary>
    public static ColorScale Scale { get; } = new("0", $"≥ {FullScale} of 255", Stops);

    /// <summary>The absolute error, averaged over R, G and B, as colors on the fixed scale.</summary>
    /// <exception cref="ArgumentException">The pictures differ in size.</exception>
    public static RgbImage Of(RgbImage original, RgbImage reconstruction)
    {
        ArgumentNullException.ThrowIfNull(original);
        ArgumentNullException.ThrowIfNull(reconstruction);
        var (width, height) = (original.Width, original.Height);
        if (reconstruction.Width != width || reconstruction.Height != height)
            throw new ArgumentException($"An error map needs pictures of one size; got {width}x{height} and {reconstruction.Width}x{reconstruction.Height}.", nameof(reconstruction));

        var map = new RgbImage(width, height);
        var (x, y, pixels) = (original.Pixels, reconstruction.Pixels, map.Pixels);
        for (var i = 0; i < pixels.Length; i += 3)
        {
            var sum = Math.Abs(x[i] - y[i]) + Math.Abs(x[i + 1] - y[i + 1]) + Math.Abs(x[i + 2] - y[i + 2]);
            Color(sum / (3.0 * FullScale), pixels.AsSpan(i, 3));
        }
        return map;
    }

    private static void Color(double share, Span<byte> pixel)
    {
        var position = Math.Clamp(share, 0, 1) * (Stops.Length - 1);
        var index = Math.Min((int)position, Stops.Length - 2);
        var fraction = position - index;
        for (var c = 0; c < 3; c++)
            pixel[c] = (byte)Math.Round(Stops[index][c] + fraction * (Stops[index + 1][c] - Stops[index][c]));
    }
}
