using LiteVae.Pictures;

namespace LiteVae.Tests.Pictures;

public sealed class SubbandPictureTests
{
    [Fact]
    public void A_flat_picture_has_its_level_in_LL_and_grey_details()
    {
        var flat = new RgbImage(18, 25, [.. Enumerable.Repeat((byte)50, 3 * 18 * 25)]);
        var picture = SubbandPicture.Of(flat);
        Assert.Equal((16, 24), (picture.Width, picture.Height));
        for (var y = 0; y < 24; y++)
        {
            for (var x = 0; x < 16; x++)
                Assert.Equal(x < 2 && y < 3 ? 50 : 128, picture.Pixels[3 * (16 * y + x)]);
        }
    }

    [Theory]
    [InlineData(true, 2, 0)] // Rows that alternate are the horizontal detail, top right.
    [InlineData(false, 0, 2)]
    public void Stripes_show_in_their_quadrant(bool rows, int left, int top)
    {
        var image = new RgbImage(4, 4);
        for (var i = 0; i < 48; i++)
            image.Pixels[i] = (byte)((rows ? i / 12 : i / 3) % 2 == 0 ? 110 : 100);
        var picture = SubbandPicture.Of(image, 1);
        for (var i = 0; i < 16; i++)
        {
            var (x, y) = (i % 4, i / 4);
            var expected = x < 2 && y < 2 ? 105 : x / 2 * 2 == left && y / 2 * 2 == top ? 127.5 + 5 * SubbandPicture.Gain : 127.5;
            Assert.Equal(expected, picture.Pixels[3 * i], 0.51);
        }
    }

    [Fact]
    public void Too_small_a_picture_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => SubbandPicture.Of(new RgbImage(7, 40)));
        Assert.Contains("at least 8 pixels", error.Message, StringComparison.Ordinal);
    }
}
