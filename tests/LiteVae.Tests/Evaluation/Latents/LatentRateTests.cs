using LiteVae.Autoencoders;
using LiteVae.Evaluation.Latents;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Tests.Evaluation.Latents;

public sealed class LatentRateTests
{
    [Fact]
    public void Bits_per_pixel_are_the_divergence_in_bits_over_the_pixels()
    {
        using var scope = NewDisposeScope();
        // Of one component: (mean^2 + var - 1 - ln var) / 2.
        var mean = cat([zeros([1, 4, 2, 2]).Fill(3f), zeros(1, 4, 2, 2)]);
        var logVariance = cat([zeros([1, 4, 2, 2]).Fill(-2f), zeros(1, 4, 2, 2)]);
        using var posterior = new DiagonalGaussian(cat([mean, logVariance], 1));
        var bits = LatentRate.BitsPerPixel(posterior, 16, 16);
        var expected = 16 * 0.5 * (9 + Math.Exp(-2) - 1 + 2) / Math.Log(2) / 256;
        Assert.Equal(expected, bits[0], 1e-6);
        Assert.Equal(0, bits[1], 1e-9);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void No_pixels_have_no_rate(long height, long width)
    {
        using var posterior = new DiagonalGaussian(zeros(1, 8, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => LatentRate.BitsPerPixel(posterior, height, width));
        Assert.Equal(0, LatentRate.BitsPerPixel(posterior, 1, 1)[0]);
        Assert.Throws<ArgumentNullException>(() => LatentRate.BitsPerPixel(null!, 1, 1));
    }
}
