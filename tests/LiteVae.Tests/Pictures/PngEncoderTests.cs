using CsCheck;
using LiteVae.Pictures;
using SkiaSharp;

namespace LiteVae.Tests.Pictures;

public sealed class PngEncoderTests
{
    [Fact]
    public void Pixels_survive_exactly() =>
        Gen.Select(Gen.Int[1, 20], Gen.Int[1, 20])
            .SelectMany((w, h) => Gen.Byte.Array[3 * w * h].Select(p => new RgbImage(w, h, p)))
            .Sample(image => Decode(PngEncoder.Encode(image)).SequenceEqual(image.Pixels), iter: 50, print: i => $"{i.Width}x{i.Height}");

    private static IEnumerable<byte> Decode(byte[] png)
    {
        Assert.Equal([0x89, 0x50, 0x4E, 0x47], png[..4]);
        using var bitmap = SKBitmap.Decode(png);
        return bitmap.Pixels.SelectMany(p => new[] { p.Red, p.Green, p.Blue }).ToArray();
    }
}
