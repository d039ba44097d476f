using LiteVae.Codec.Kernels.Wavelets;

namespace LiteVae.Codec.Tests.Kernels;

/// <summary>A level of the Haar analysis.</summary>
public sealed unsafe class HaarTests
{
    [Fact]
    public void Bands_are_sums_and_differences_of_four_neighbors_to_the_bit()
    {
        var (buffer, x) = KernelCase.Maps(1, 2, 6, 10, 5);
        var (bands, y) = KernelCase.Maps(2, 2, 3, 5, 12);
        HaarKernel.Run(x, 3, y);
        for (var i = 0; i < 2 * 3 * 5 * 3; i++)
        {
            var (position, channel) = Math.DivRem(i, 3);
            var (line, column) = Math.DivRem(position, 5);
            var (image, row) = Math.DivRem(line, 3);
            var (a, b) = (x.At(image, 2 * row, 2 * column)[channel], x.At(image, 2 * row, 2 * column + 1)[channel]);
            var (c, d) = (x.At(image, 2 * row + 1, 2 * column)[channel], x.At(image, 2 * row + 1, 2 * column + 1)[channel]);
            var result = y.At(image, row, column);
            Assert.Equal(0.25f * ((a + c) + (b + d)), result[channel]);
            Assert.Equal(0.25f * ((a - c) + (b - d)), result[3 + channel]);
            Assert.Equal(0.25f * ((a + c) - (b + d)), result[6 + channel]);
            Assert.Equal(0.25f * ((a - c) - (b - d)), result[9 + channel]);
        }
        buffer.Dispose();
        bands.Dispose();
    }
}
