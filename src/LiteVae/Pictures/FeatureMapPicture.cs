using LiteVae.Codec.Inspection;

namespace LiteVae.Pictures;

/// <summary>Draws feature maps, one picture each.</summary>
public static class FeatureMapPicture
{
    /// <summary>Magnitudes, from nought (black) to the map's own largest (white).</summary>
    /// <remarks>A map that a few enormous values dominate is a dark one with bright points (Figure 3).</remarks>
    /// <param name="maps">Of one picture; values that are not finite are white.</param>
    /// <param name="side">Larger maps are reduced to about this side, each pixel showing the largest magnitude of its positions.</param>
    public static IReadOnlyList<RgbImage> Of(ChannelPlanes maps, int side = 128)
    {
        ArgumentNullException.ThrowIfNull(maps);
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        var factor = Math.Max(1, Math.Max(maps.Height, maps.Width) / side);
        return [.. Enumerable.Range(0, maps.Channels).Select(i => Draw(maps.Channel(i), factor))];
    }

    private static RgbImage Draw(ChannelPlanes map, int factor)
    {
        var (width, height) = (Math.Max(1, map.Width / factor), Math.Max(1, map.Height / factor));
        var shown = new double[width * height];
        var values = map.Values.Span;
        for (var i = 0; i < values.Length; i++)
        {
            var (row, column) = (i / map.Width / factor, i % map.Width / factor);
            if (row < height && column < width)
                shown[row * width + column] = Math.Max(shown[row * width + column], float.IsFinite(values[i]) ? Math.Abs(values[i]) : double.PositiveInfinity);
        }
        var largest = Math.Max(shown.Max(), 1e-12);
        var picture = new RgbImage(width, height);
        for (var i = 0; i < picture.Pixels.Length; i++)
            picture.Pixels[i] = (byte)Math.Round(255 * (shown[i / 3] == largest ? 1 : shown[i / 3] / largest));
        return picture;
    }
}
