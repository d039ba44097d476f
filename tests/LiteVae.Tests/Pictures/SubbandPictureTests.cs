using LiteVae.Pictures;
using LiteVae.Tests.Evaluation;
using LiteVae.Wavelets;
using static TorchSharp.torch;

namespace LiteVae.Tests.Pictures;

public sealed class SubbandPictureTests
{
    [Fact]
    public void Bands_are_those_of_the_transform_each_in_its_place()
    {
        var image = PictureSource.Of(1, 20).TryLoad(0, default)!;
        var picture = SubbandPicture.Of(image, levels: 2);
        Assert.Equal((20, 20), (picture.Width, picture.Height));
        using var scope = NewDisposeScope();
        var pyramid = HaarTransform.Pyramid(ImageTensors.ToTensor(image), 2);
        // Level 1, divided by two and amplified four times: H at the right, V below, D across.
        foreach (var (band, left, top) in new[] { (1, 10, 0), (2, 0, 10), (3, 10, 10) })
            AssertShown(pyramid[0].chunk(4, 1)[band], 4.0 / 2, picture, left, top);
        foreach (var (band, left, top) in new[] { (1, 5, 0), (2, 0, 5), (3, 5, 5) })
            AssertShown(pyramid[1].chunk(4, 1)[band], 4.0 / 4, picture, left, top);
        AssertShown(pyramid[1].chunk(4, 1)[0], 1.0 / 4, picture, 0, 0);
    }

    [Fact]
    public void What_no_whole_block_covers_is_cropped_and_what_is_too_small_is_refused()
    {
        var image = PictureSource.Of(1, 21).TryLoad(0, default)!;
        Assert.Equal(16, SubbandPicture.Of(image).Width);
        Assert.Contains("at least 32x32", Assert.Throws<ArgumentException>(() => SubbandPicture.Of(image, levels: 5)).Message, StringComparison.Ordinal);
    }

    private static void AssertShown(Tensor band, double gain, RgbImage picture, int left, int top)
    {
        var (height, width) = ((int)band.size(2), (int)band.size(3));
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                for (var c = 0; c < 3; c++)
                {
                    var expected = Math.Clamp((gain * band[0, c, y, x].item<float>() + 1) * 127.5, 0, 255);
                    Assert.Equal(expected, picture.Pixels[3 * ((top + y) * picture.Width + left + x) + c], 0.501);
                }
            }
        }
    }
}
