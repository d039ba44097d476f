using LiteVae.Pictures;
using static LiteVae.Tests.FormulaTensors;
using static TorchSharp.torch;

namespace LiteVae.Tests.Pictures;

public sealed class LatentPictureTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(12)]
    public void A_constant_latent_is_grey(int channels)
    {
        var picture = LatentPicture.Of(full([channels, 5, 7], 0.1f));
        Assert.Equal((7, 5), (picture.Width, picture.Height));
        Assert.All(picture.Pixels, p => Assert.Equal(128, p));
    }

    [Fact]
    public void Three_channels_are_shown_as_they_are_from_percentile_to_percentile()
    {
        var ramp = arange(0, 101, ScalarType.Float32).reshape(1, 1, 101);
        var picture = LatentPicture.Of(cat([ramp, -ramp, ramp * 0], 0)).Pixels;
        for (var i = 0; i <= 100; i++)
        {
            var expected = (byte)(Math.Clamp((i - 2) / 96.0, 0, 1) * 255 + 0.5);
            Assert.Equal(expected, picture[3 * i], 1.0);
            Assert.Equal(255 - expected, picture[3 * i + 1], 1.0);
            Assert.Equal(128, picture[3 * i + 2]);
        }
    }

    [Fact]
    public void Components_come_by_variance_with_the_strongest_channel_positive()
    {
        var signals = Make([3, 16, 16], 5);
        // Five channels: the strongest signal is in channel 3 alone, the next (negated) in channel 0, the last in 4.
        var latent = stack([-2 * signals[1], zeros([16, 16], ScalarType.Float64), zeros([16, 16], ScalarType.Float64), 8 * signals[0], 0.5 * signals[2]]);
        var actual = ImageTensors.ToTensor(LatentPicture.Of(latent));
        var expected = ImageTensors.ToTensor(LatentPicture.Of(stack([signals[0], -signals[1], signals[2]])));
        Assert.True((actual - expected).abs().mean().item<float>() < 0.1); // The signals correlate a little.
        Assert.True((actual + expected).abs().mean().item<float>() > 0.5);
    }

    [Fact]
    public void A_latent_of_one_varying_direction_has_two_grey_components()
    {
        var signal = Make([1, 16, 16], 6);
        var picture = LatentPicture.Of(signal * tensor(new double[] { 1, -3, 2, 0.5, 1 }).reshape(5, 1, 1)).Pixels;
        Assert.Contains((byte)255, picture);
        Assert.All(picture.Where((_, i) => i % 3 != 0), p => Assert.Equal(128, p));
    }

    [Fact]
    public void The_same_latent_gives_the_same_picture()
    {
        var latent = Make([6, 9, 8], 2);
        Assert.Equal(LatentPicture.Of(latent).Pixels, LatentPicture.Of(latent.clone() * 4 + 8).Pixels);
    }

    [Fact]
    public void What_is_not_finite_is_refused()
    {
        Assert.Throws<ArgumentException>(() => LatentPicture.Of(full([4, 2, 2], float.NaN)));
        Assert.Throws<ArgumentException>(() => LatentPicture.Of(zeros([1, 4, 2, 2])));
    }
}
