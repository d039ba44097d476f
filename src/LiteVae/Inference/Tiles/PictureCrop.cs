using LiteVae.Autoencoders;
using LiteVae.Pictures;

namespace LiteVae.Inference.Tiles;

/// <summary>Cuts a part out of a picture; beyond its right and bottom the picture is reflected, as padding would.</summary>
internal static class PictureCrop
{
    public static RgbImage Of(RgbImage picture, int left, int top, int width, int height)
    {
        var crop = new RgbImage(width, height);
        var inside = Math.Clamp(picture.Width - left, 0, width);
        for (var y = 0; y < height; y++)
        {
            var row = picture.Pixels.AsSpan((int)SizePadding.Reflect(top + y, picture.Height) * 3 * picture.Width, 3 * picture.Width);
            var target = crop.Pixels.AsSpan(3 * y * width, 3 * width);
            row.Slice(3 * left, 3 * inside).CopyTo(target);
            for (var x = inside; x < width; x++)
                row.Slice(3 * (int)SizePadding.Reflect(left + x, picture.Width), 3).CopyTo(target[(3 * x)..]);
        }
        return crop;
    }
}
