using LiteVae.Pictures;

namespace LiteVae.Load;

/// <summary>Pictures that code makes.</summary>
internal static class LoadPicture
{
    /// <summary>Waves, which depend on the seed.</summary>
    public static RgbImage Make(int side, int seed = 1)
    {
        var image = new RgbImage(side, side);
        for (var i = 0; i < image.Pixels.Length; i++)
            image.Pixels[i] = (byte)(128 + 100 * Math.Sin(0.1 * seed * (i / 3 % side) + i % 3) * Math.Cos(0.05 * (i / 3 / side)));
        return image;
    }
}
