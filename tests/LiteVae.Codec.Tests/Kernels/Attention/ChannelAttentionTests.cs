using LiteVae.Codec.Kernels.Attention;

namespace LiteVae.Codec.Tests.Kernels.Attention;

public sealed unsafe class ChannelAttentionTests
{
    [Theory]
    [MemberData(nameof(RandomMaps.Microkernels), MemberType = typeof(RandomMaps))]
    public void It_multiplies_by_a_map_of_the_means(string microkernel)
    {
        using var maps = new RandomMaps(1);
        foreach (var (images, height, width, channels) in new[] { (2, 3, 5, 7), (1, 31, 29, 33), (3, 8, 8, 16) })
        {
            var (x, y) = (maps.Normal(images, height, width, channels, mean: 0.5), maps.Empty(images, height, width, channels));
            var weight = maps.Weights(channels * channels);
            var bias = maps.Weights(channels);
            using var attention = new ChannelAttention(weight, bias, channels);
            using var factors = attention.Prepare(x, RandomMaps.Microkernel(microkernel));
            factors.Run(x, null, y, RandomMaps.Microkernel(microkernel));
            var expected = new double[images, channels];
            for (var i = 0; i < images * channels; i++)
            {
                var (image, output) = Math.DivRem(i, channels);
                expected[image, output] = bias[output];
                for (var position = 0; position < height * width; position++)
                {
                    for (var input = 0; input < channels; input++)
                        expected[image, output] += (double)weight[output * channels + input] * x.At(image, 0, 0)[position * channels + input] / (height * width);
                }
            }
            RandomMaps.AssertClose(y, (image, row, column, channel) => expected[image, channel] * x.At(image, row, column)[channel]);
        }
    }
}
