namespace LiteVae.Codec.Pixels;

/// <summary>Pictures as planes of floating point, [3,H,W].</summary>
internal static unsafe class Planes
{
    /// <summary>Checks that planes have as many values as their size asks for.</summary>
    /// <exception cref="ArgumentException">They do not.</exception>
    public static void Check(int length, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (length != 3L * width * height)
            throw new ArgumentException($"Planes [3,{height},{width}] have {3L * width * height} values; got {length}.", nameof(length));
    }

    /// <summary>Fills feature maps [1,h,w,3] with a part of the planes; beyond the right and the bottom they are reflected.</summary>
    public static void Read(float* planes, int width, int height, int left, int top, FeatureMaps maps)
    {
        for (var y = 0; y < maps.Height; y++)
        {
            var row = planes + (long)Reflection.At(top + y, height) * width;
            var to = maps.At(0, y, 0);
            for (var x = 0; x < maps.Width; x++, to += 3)
            {
                var from = row + Reflection.At(left + x, width);
                (to[0], to[1], to[2]) = (from[0], from[(long)width * height], from[2L * width * height]);
            }
        }
    }

    /// <summary>Writes a row of red, green, blue values into the planes.</summary>
    public static void WriteRow(ReadOnlySpan<float> values, float* planes, int width, int height, int row)
    {
        var to = planes + (long)row * width;
        for (var x = 0; x < width; x++)
            (to[x], to[(long)width * height + x], to[2L * width * height + x]) = (values[3 * x], values[3 * x + 1], values[3 * x + 2]);
    }
}
