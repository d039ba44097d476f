using LiteVae.Codec.Kernels.Memory;
using LiteVae.Codec.Kernels.Norms;

namespace LiteVae.Codec.Tests.Kernels.Norms;

public sealed unsafe class LayerNormKernelTests
{
    [Theory]
    [MemberData(nameof(RandomMaps.Microkernels), MemberType = typeof(RandomMaps))]
    public void Layer_norm_is_its_definition(string microkernel)
    {
        using var maps = new RandomMaps(1);
        foreach (var (images, height, width, channels, epsilon) in new[] { (2, 3, 5, 1, 1e-6), (1, 4, 4, 7, 1e-6), (3, 17, 9, 32, 1e-5), (1, 40, 33, 100, 1e-6), (2, 1, 6, 128, 1e-5) })
        {
            // Deviations between the square root of epsilon and one, far from zero, so that both epsilon and the mean matter.
            var x = maps.Normal(images, height, width, channels, scale: 0.01, mean: 3);
            var weight = maps.Weights(channels);
            var bias = maps.Weights(channels);
            var y = maps.Empty(images, height, width, channels);
            using var norm = new LayerNormKernel(weight, bias, channels, epsilon);
            norm.Run(x, y, RandomMaps.Microkernel(microkernel));
            RandomMaps.AssertClose(y, (image, row, column, channel) => Definition(x, weight, bias, epsilon, image, row, column, channel));
            norm.Run(x, x, RandomMaps.Microkernel(microkernel));
            RandomMaps.AssertClose(x, (image, row, column, channel) => y.At(image, row, column)[channel], 0);
        }
    }

    [Theory]
    [MemberData(nameof(RandomMaps.Microkernels), MemberType = typeof(RandomMaps))]
    public void The_scale_and_the_shift_may_be_the_images(string microkernel)
    {
        using var maps = new RandomMaps(3);
        const int Channels = 37;
        var (x, y) = (maps.Normal(3, 5, 4, Channels), maps.Empty(3, 5, 4, Channels));
        var values = maps.Weights(2 * 2 * Channels);
        int[] rows = [1, 0, 1];
        var modulation = new Modulation(new ChannelValues(values, 2 * Channels, rows), new ChannelValues(values + Channels, 2 * Channels, rows));
        using var norm = new ModulatedLayerNorm(modulation, 3, Channels, 1e-6);
        for (var first = 0; first < 60; first += 13)
            norm.Apply(RandomMaps.Microkernel(microkernel), x, first, Math.Min(13, 60 - first), y.Data + first * Channels);
        var ones = maps.Weights(Channels, scale: 0, mean: 1);
        var zeros = maps.Weights(Channels, scale: 0);
        RandomMaps.AssertClose(y, (image, row, column, channel) =>
            Definition(x, ones, zeros, 1e-6, image, row, column, channel) * (1 + modulation.Scale.Of(image)[channel]) + modulation.Shift.Of(image)[channel]);
        Assert.Throws<ArgumentException>(() => norm.InputChannels(Channels + 1));
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        using var maps = new RandomMaps(2);
        using var norm = new LayerNormKernel(maps.Weights(8), maps.Weights(8), 8, 1e-6);
        Assert.Throws<ArgumentException>(() => norm.Run(maps.Normal(1, 2, 2, 9), maps.Normal(1, 2, 2, 9)));
        Assert.Throws<ArgumentException>(() => norm.Run(maps.Normal(1, 2, 2, 8), maps.Normal(1, 2, 3, 8)));
    }

    internal static double Definition(FeatureMaps x, float* weight, float* bias, double epsilon, int image, int row, int column, int channel)
    {
        var from = new ReadOnlySpan<float>(x.At(image, row, column), x.Channels).ToArray().Select(value => (double)value).ToArray();
        var mean = from.Average();
        var variance = from.Average(value => (value - mean) * (value - mean));
        return (from[channel] - mean) / Math.Sqrt(variance + epsilon) * weight[channel] + bias[channel];
    }
}
