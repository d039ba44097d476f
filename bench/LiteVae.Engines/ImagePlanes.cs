using LiteVae.Codec.Pixels;

namespace LiteVae.Engines;

/// <summary>Pictures as networks take them.</summary>
internal static class ImagePlanes
{
    /// <summary>[B,3,H,W] in [-1,1], of pictures of one size and three bytes a pixel.</summary>
    public static float[] Of(IReadOnlyList<Picture> pictures)
    {
        var positions = pictures[0].Width * pictures[0].Height;
        var planes = new float[pictures.Count * 3 * positions];
        for (var i = 0; i < pictures.Count; i++)
        {
            var pixels = pictures[i].Pixels.Span;
            for (var channel = 0; channel < 3; channel++)
            {
                var plane = planes.AsSpan((3 * i + channel) * positions, positions);
                for (var position = 0; position < positions; position++)
                    plane[position] = pixels[3 * position + channel] / 127.5f - 1;
            }
        }
        return planes;
    }
}
