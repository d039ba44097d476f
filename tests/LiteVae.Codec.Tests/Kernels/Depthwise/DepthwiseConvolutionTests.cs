using LiteVae.Codec.Kernels.Depthwise;
using LiteVae.Codec.Kernels.Memory;

namespace LiteVae.Codec.Tests.Kernels.Depthwise;

public sealed unsafe class DepthwiseConvolutionTests
{
    public static TheoryData<string, int, int, int, int> Sizes
    {
        get
        {
            var sizes = new TheoryData<string, int, int, int, int>();
            foreach (var (images, height, width, channels) in new[] { (1, 1, 1, 2), (2, 1, 7, 6), (1, 9, 1, 4), (2, 17, 13, 10), (1, 8, 16, 64), (3, 5, 6, 70) })
            {
                foreach (var microkernel in RandomMaps.Microkernels)
                    sizes.Add(microkernel.Data, images, height, width, channels);
            }
            return sizes;
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void It_is_its_definition(string microkernel, int images, int height, int width, int channels)
    {
        using var maps = new RandomMaps(1);
        var (x, y) = (maps.Normal(images, height, width, channels), maps.Empty(images, height, width, channels));
        var weight = maps.Weights(9 * channels);
        var bias = maps.Weights(channels);
        using var convolution = new DepthwiseConvolution(weight, bias, channels, microkernel: RandomMaps.Microkernel(microkernel));
        convolution.Run(x, y);
        RandomMaps.AssertClose(y, (image, row, column, channel) => Definition(x, weight, bias, image, row, column, channel));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void With_the_gate_halves_are_multiplied(string microkernel, int images, int height, int width, int channels)
    {
        using var maps = new RandomMaps(2);
        var (x, y) = (maps.Normal(images, height, width, channels), maps.Empty(images, height, width, channels / 2));
        var weight = maps.Weights(9 * channels);
        var bias = maps.Weights(channels);
        using var convolution = new DepthwiseConvolution(weight, bias, channels, gate: true, RandomMaps.Microkernel(microkernel));
        convolution.Run(x, y);
        RandomMaps.AssertClose(y, (image, row, column, channel) =>
            Definition(x, weight, bias, image, row, column, channel) * Definition(x, weight, bias, image, row, column, channels / 2 + channel));
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        using var maps = new RandomMaps(3);
        using var convolution = new DepthwiseConvolution(maps.Weights(54), maps.Weights(6), 6, gate: true);
        Assert.Throws<ArgumentException>(() => convolution.Run(maps.Normal(1, 2, 2, 6), maps.Empty(1, 2, 2, 6)));
        Assert.Throws<ArgumentException>(() => convolution.Run(maps.Normal(1, 2, 2, 6), maps.Empty(1, 3, 2, 3)));
        Assert.Throws<ArgumentException>(() => new DepthwiseConvolution(maps.Weights(27), maps.Weights(3), 3, gate: true));
    }

    private static double Definition(FeatureMaps x, float* weight, float* bias, int image, int row, int column, int channel)
    {
        var sum = (double)bias[channel];
        for (var tap = 0; tap < 9; tap++)
        {
            var (top, left) = (row + tap / 3 - 1, column + tap % 3 - 1);
            if (top >= 0 && top < x.Height && left >= 0 && left < x.Width)
                sum += (double)weight[channel * 9 + tap] * x.At(image, top, left)[channel];
        }
        return sum;
    }
}
