using LiteVae.Data;
using LiteVae.Evaluation.Similarity;
using LiteVae.Pictures;
using LiteVae.Tests.Data;

namespace LiteVae.Tests.Pictures;

public sealed class EncoderTests
{
    private static readonly RgbImage s_picture = TestPictures.Ramp(61, 45);

    [Fact]
    public void A_picture_comes_back_from_the_bytes_of_every_format()
    {
        Assert.Equal(s_picture.Pixels, ImageFile.Decode(PngEncoder.Encode(s_picture)).Pixels);
        Assert.True(Psnr.Of(s_picture, ImageFile.Decode(JpegEncoder.Encode(s_picture))) > 25);
        Assert.True(Psnr.Of(s_picture, ImageFile.Decode(WebpEncoder.Encode(s_picture))) > 25);
        Assert.True(JpegEncoder.Encode(s_picture, 20).Length < JpegEncoder.Encode(s_picture, 95).Length);
        Assert.True(WebpEncoder.Encode(s_picture, 20).Length < WebpEncoder.Encode(s_picture, 95).Length);
    }

    [Fact]
    public void The_size_is_read_from_bytes_and_the_format_from_the_first_of_them()
    {
        foreach (var file in new[] { PngEncoder.Encode(s_picture), JpegEncoder.Encode(s_picture), WebpEncoder.Encode(s_picture) })
        {
            Assert.Equal((61, 45), ImageFile.ReadSize(file));
            Assert.True(ImageFile.Recognizes(file.AsSpan(0, 32)));
        }
        Assert.False(ImageFile.Recognizes("GIF89a"u8));
        Assert.Contains("the upload", Assert.Throws<DatasetException>(() => ImageFile.ReadSize([1, 2, 3], "the upload")).Message);
        Assert.Contains("61x45", Assert.Throws<DatasetException>(() => ImageFile.Decode(PngEncoder.Encode(s_picture), "the upload", maxPixels: 61 * 45 - 1)).Message);
    }

    [Fact]
    public void What_a_format_cannot_hold_is_refused()
    {
        Assert.Throws<ArgumentException>(() => WebpEncoder.Encode(new RgbImage(WebpEncoder.MaxSide + 1, 1)));
        Assert.Throws<ArgumentException>(() => JpegEncoder.Encode(new RgbImage(1, 65536)));
        Assert.Throws<ArgumentOutOfRangeException>(() => JpegEncoder.Encode(s_picture, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => WebpEncoder.Encode(s_picture, 101));
    }
}
