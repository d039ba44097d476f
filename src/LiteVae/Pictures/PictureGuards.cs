namespace LiteVae.Pictures;

internal static class PictureGuards
{
    /// <summary>Requires a picture whose sides a file format can hold.</summary>
    public static void RequireSideWithin(this RgbImage image, int maxSide, string format)
    {
        if (Math.Max(image.Width, image.Height) > maxSide)
            throw new ArgumentException($"{format} holds at most {maxSide} pixels a side; got {image.Width}x{image.Height}.", nameof(image));
    }

    /// <summary>Requires two pictures of one size.</summary>
    public static void RequireSizeOf(this RgbImage image, RgbImage other, string who)
    {
        if (image.Width != other.Width || image.Height != other.Height)
            throw new ArgumentException($"{who} needs two pictures of one size; got {image.Width}x{image.Height} and {other.Width}x{other.Height}.");
    }
}
