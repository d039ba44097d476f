using LiteVae.Pictures;

namespace LiteVae.Tests.Pictures;

public sealed class ErrorMapTests
{
    [Fact]
    public void Scale_is_fixed_and_ends_at_64_levels()
    {
        var black = new RgbImage(4, 1);
        var wrong = new RgbImage(4, 1, [0, 0, 0, 96, 96, 0, 64, 64, 64, 255, 255, 255]);
        var map = ErrorMap.Of(black, wrong).Pixels;
        Assert.Equal([0, 0, 4], map[..3]);
        Assert.Equal([252, 255, 164], map[3..6]); // The mean of 96, 96 and 0 is 64.
        Assert.Equal(map[3..6], map[6..9]);
        Assert.Equal(map[6..9], map[9..]);
        Assert.Equal(map, ErrorMap.Of(wrong, black).Pixels);
    }

    [Fact]
    public void Larger_errors_are_lighter()
    {
        var lightness = Enumerable.Range(0, 65).Select(e => ErrorMap.Colour(e)).Select(c => 0.2126 * c.R + 0.7152 * c.G + 0.0722 * c.B).ToArray();
        for (var i = 1; i < lightness.Length; i++)
            Assert.True(lightness[i] > lightness[i - 1], $"{i}: {lightness[i]} after {lightness[i - 1]}");
    }

    [Fact]
    public void Sizes_must_agree()
    {
        var error = Assert.Throws<ArgumentException>(() => ErrorMap.Of(new RgbImage(4, 3), new RgbImage(3, 4)));
        Assert.Contains("4x3 and 3x4", error.Message, StringComparison.Ordinal);
    }
}
