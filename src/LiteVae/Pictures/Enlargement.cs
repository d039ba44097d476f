namespace LiteVae.Pictures;

/// <summary>Enlarges small pictures so that their pixels can be seen.</summary>
public static class Enlargement
{
    /// <summary>Repeats every pixel factor x factor times; no value is changed.</summary>
    /// <param name="image">Any picture.</param>
    /// <param name="factor">At least 1.</param>
    public static RgbImage Nearest(RgbImage image, int factor)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 1);
        var large = new RgbImage(checked(image.Width * factor), checked(image.Height * factor));
        for (var y = 0; y < large.Height; y++)
        {
            for (var x = 0; x < large.Width; x++)
                image.Pixels.AsSpan(3 * (y / factor * image.Width + x / factor), 3).CopyTo(large.Pixels.AsSpan(3 * (y * large.Width + x)));
        }
        return large;
    }
}
