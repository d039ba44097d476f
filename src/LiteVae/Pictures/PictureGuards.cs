namespace LiteVae.Pictures;

internal static class PictureGuards
{
    /// <summary>Requires two pictures of one size.</summary>
    public static void RequireSizeOf(this RgbImage image, RgbImage other, string who)
    {
        if (image.Width != other.Width || image.Height != other.Height)
            throw new ArgumentException($"{who} needs two pictures of one size; got {image.Width}x{image.Height} and {other.Width}x{other.Height}.");
    }
}
