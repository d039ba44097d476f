using LiteVae.Codec.Kernels.Resampling;

namespace LiteVae.Codec.Tests.Kernels.Resampling;

public sealed unsafe class ResamplingTests
{
    [Theory]
    [MemberData(nameof(RandomMaps.Microkernels), MemberType = typeof(RandomMaps))]
    public void Average_pooling_takes_means_of_windows(string microkernel)
    {
        using var maps = new RandomMaps(1);
        foreach (var (height, width, channels, size) in new[] { (8, 12, 12, 4), (7, 9, 5, 2), (6, 6, 40, 3), (4, 4, 3, 1) })
        {
            var (x, y) = (maps.Normal(2, height, width, channels), maps.Empty(2, height / size, width / size, channels));
            AveragePooling.Run(x, size, y, RandomMaps.Microkernel(microkernel));
            RandomMaps.AssertClose(y, (image, row, column, channel) =>
            {
                var sum = 0.0;
                for (var i = 0; i < size * size; i++)
                    sum += x.At(image, row * size + i / size, column * size + i % size)[channel];
                return sum / (size * size);
            });
        }
        Assert.Throws<ArgumentException>(() => AveragePooling.Run(maps.Normal(1, 4, 4, 2), 2, maps.Empty(1, 3, 2, 2)));
    }

    [Fact]
    public void Nearest_upsampling_repeats_positions()
    {
        using var maps = new RandomMaps(3);
        var (x, y) = (maps.Normal(2, 3, 5, 7), maps.Empty(2, 6, 10, 7));
        NearestUpsampling.Run(x, y);
        RandomMaps.AssertClose(y, (image, row, column, channel) => x.At(image, row / 2, column / 2)[channel], 0);
        Assert.Throws<ArgumentException>(() => NearestUpsampling.Run(x, maps.Empty(2, 6, 9, 7)));
    }

    [Fact]
    public void Pixel_unshuffle_moves_windows_into_channels()
    {
        using var maps = new RandomMaps(2);
        var (x, y) = (maps.Normal(2, 6, 9, 4), maps.Empty(2, 2, 3, 36));
        PixelUnshuffle.Run(x, 3, y);
        for (var channel = 0; channel < 36; channel++)
            Assert.Equal(x.At(1, 3 + channel % 9 / 3, 6 + channel % 3)[channel / 9], y.At(1, 1, 2)[channel]);
        RandomMaps.AssertClose(y, (image, row, column, channel) => x.At(image, 3 * row + channel % 9 / 3, 3 * column + channel % 3)[channel / 9], 0);
        Assert.Throws<ArgumentException>(() => PixelUnshuffle.Run(maps.Normal(1, 5, 4, 1), 2, maps.Empty(1, 2, 2, 4)));
    }

    [Theory]
    [InlineData(16, 16, 32, 32)]
    [InlineData(16, 16, 8, 24)]
    [InlineData(4, 7, 7, 4)]
    [InlineData(1, 2, 3, 5)]
    [InlineData(5, 5, 5, 5)]
    public void Bicubic_interpolation_is_its_definition(int height, int width, int toHeight, int toWidth)
    {
        using var maps = new RandomMaps(3);
        var (x, y) = (maps.Normal(2, height, width, 6), maps.Empty(2, toHeight, toWidth, 6));
        BicubicInterpolation.Run(x, y);
        RandomMaps.AssertClose(y, (image, row, column, channel) =>
        {
            // All positions, with the kernel of Keys (1981) at their distances; positions outside repeat the edge.
            var (top, left) = ((row + 0.5) * height / toHeight - 0.5, (column + 0.5) * width / toWidth - 0.5);
            var sum = 0.0;
            for (var i = -3; i < height + 3; i++)
            {
                for (var j = -3; j < width + 3; j++)
                    sum += Keys(i - top) * Keys(j - left) * x.At(image, Math.Clamp(i, 0, height - 1), Math.Clamp(j, 0, width - 1))[channel];
            }
            return sum;
        });

        static double Keys(double distance)
        {
            const double A = -0.75;
            var d = Math.Abs(distance);
            return d < 1 ? (A + 2) * d * d * d - (A + 3) * d * d + 1 : d < 2 ? A * d * d * d - 5 * A * d * d + 8 * A * d - 4 * A : 0;
        }
    }

    // Source: torch.nn.functional.interpolate([0, 1, 4, 9], size=6 and 3, mode='bicubic', align_corners=False) of libtorch 2.10, float32.
    [Theory]
    [MemberData(nameof(LibtorchValues))]
    public void Bicubic_interpolation_agrees_with_libtorch(float[] expected)
    {
        using var maps = new RandomMaps(4);
        var (x, y) = (maps.Empty(1, 1, 4, 1), maps.Empty(1, 1, expected.Length, 1));
        for (var i = 0; i < 4; i++)
            x.Data[i] = i * i;
        BicubicInterpolation.Run(x, y);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], y.Data[i], 1e-5f);
    }

    public static TheoryData<float[]> LibtorchValues => new([-0.086805634f, 0.21875f, 1.4305542f, 3.1527772f, 6.78125f, 9.434027f], [0.09143458f, 2.125f, 8.334492f]);
}
