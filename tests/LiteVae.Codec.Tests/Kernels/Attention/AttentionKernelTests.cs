using LiteVae.Codec.Kernels.Attention;
using LiteVae.Codec.Kernels.Memory;

namespace LiteVae.Codec.Tests.Kernels.Attention;

public sealed unsafe class AttentionKernelTests
{
    public static TheoryData<string, int, int, int, int, int> Sizes
    {
        get
        {
            var sizes = new TheoryData<string, int, int, int, int, int>();
            foreach (var (images, height, width, heads, headWidth) in new[]
            {
                (1, 1, 1, 1, 4), (2, 3, 5, 3, 5), (1, 16, 16, 4, 32), (3, 11, 13, 2, 20), (1, 7, 37, 1, 512), (1, 25, 21, 1, 64), (2, 16, 8, 1, 33),
            })
            {
                foreach (var microkernel in RandomMaps.Microkernels)
                    sizes.Add(microkernel.Data, images, height, width, heads, headWidth);
            }
            return sizes;
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Attention_is_its_definition(string microkernel, int images, int height, int width, int heads, int headWidth)
    {
        using var maps = new RandomMaps(1);
        var channels = heads * headWidth;
        var (q, k, v) = (maps.Normal(images, height, width, channels), maps.Normal(images, height, width, channels), maps.Normal(images, height, width, channels));
        var y = maps.Empty(images, height, width, channels);
        new AttentionKernel(heads, headWidth, RandomMaps.Microkernel(microkernel)).Run(new(q), new(k), new(v), new(y));
        var expected = Definition(q, k, v, heads);
        RandomMaps.AssertClose(y, (image, row, column, channel) => expected[((image * height + row) * width + column) * channels + channel]);
    }

    [Theory]
    [MemberData(nameof(RandomMaps.Microkernels), MemberType = typeof(RandomMaps))]
    public void Queries_keys_and_values_may_lie_side_by_side_and_the_result_where_queries_are(string microkernel)
    {
        using var maps = new RandomMaps(2);
        var all = maps.Normal(2, 9, 31, 3 * 24);
        var (q, k, v) = (Copy(maps, all, 0), Copy(maps, all, 24), Copy(maps, all, 48));
        var expected = Definition(q, k, v, 3);
        var queries = new TokenRows(all, 0, 24);
        new AttentionKernel(3, 8, RandomMaps.Microkernel(microkernel)).Run(queries, new(all, 24, 24), new(all, 48, 24), queries);
        RandomMaps.AssertClose(Copy(maps, all, 0), (image, row, column, channel) => expected[((image * 9 + row) * 31 + column) * 24 + channel]);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(-1.0)]
    public void Large_scores_neither_overflow_nor_vanish(double sign)
    {
        // Scores up to about a thousand in magnitude, whose exponentials float32 does not hold, and which rise or fall along the keys.
        using var maps = new RandomMaps(3);
        var (positions, channels) = (600, 16);
        var (q, k, v) = (maps.Normal(1, 1, positions, channels), maps.Normal(1, 1, positions, channels), maps.Normal(1, 1, positions, channels));
        for (var position = 0; position < positions; position++)
        {
            q.Data[position * channels] = 64;
            k.Data[position * channels] = (float)(sign * position / 8);
        }
        var y = maps.Empty(1, 1, positions, channels);
        new AttentionKernel(1, channels).Run(new(q), new(k), new(v), new(y));
        var expected = Definition(q, k, v, 1);
        // A score of a thousand is known to 6e-5 in float32.
        RandomMaps.AssertClose(y, (_, _, column, channel) => expected[column * channels + channel], 2e-4);
    }

    [Fact]
    public void Images_are_independent_of_those_that_share_the_call()
    {
        const int Images = 70;
        using var maps = new RandomMaps(4);
        var (q, k, v) = (maps.Normal(Images, 20, 20, 128), maps.Normal(Images, 20, 20, 128), maps.Normal(Images, 20, 20, 128));
        var (together, alone) = (maps.Empty(Images, 20, 20, 128), maps.Empty(1, 20, 20, 128));
        var kernel = new AttentionKernel(1, 128);
        Assert.Equal(kernel.ScratchBytes(Images - 1, 400), kernel.ScratchBytes(Images, 400)); // several passes over some images
        kernel.Run(new(q), new(k), new(v), new(together));
        for (var image = 0; image < Images; image++)
        {
            kernel.Run(One(q, image), One(k, image), One(v, image), new(alone));
            RandomMaps.AssertClose(alone, (_, row, column, channel) => together.At(image, row, column)[channel], 1e-6);
        }

        static TokenRows One(FeatureMaps x, int image) => new(x.At(image, 0, 0), 1, x.Height * x.Width, x.Channels, x.Channels);
    }

    [Fact]
    public void Scratch_memory_is_linear_in_the_positions()
    {
        var kernel = new AttentionKernel(1, 512);
        var (small, large) = (kernel.ScratchBytes(1, 128 * 128), kernel.ScratchBytes(1, 256 * 256));
        Assert.InRange((double)large / small, 3.5, 4.1);
        Assert.InRange(small, 2L * 128 * 128 * 512 * sizeof(float), 3L * 128 * 128 * 512 * sizeof(float)); // keys and values, and blocks
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        using var maps = new RandomMaps(5);
        var (x, other) = (maps.Normal(1, 4, 4, 8), maps.Normal(1, 4, 5, 8));
        var kernel = new AttentionKernel(1, 8);
        Assert.Throws<ArgumentException>(() => kernel.Run(new(x), new(other), new(x), new(x)));
        Assert.Throws<ArgumentException>(() => new AttentionKernel(2, 8).Run(new(x), new(x), new(x), new(x)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TokenRows(x, 4, 8));
    }

    private static double[] Definition(FeatureMaps q, FeatureMaps k, FeatureMaps v, int heads)
    {
        var (positions, channels, width) = (q.Height * q.Width, q.Channels, q.Channels / heads);
        var result = new double[q.Positions * channels];
        for (var i = 0; i < q.Positions; i++)
        {
            for (var head = 0; head < heads; head++)
            {
                var first = i / positions * positions;
                var scores = new double[positions];
                for (var j = 0; j < positions; j++)
                {
                    for (var channel = head * width; channel < (head + 1) * width; channel++)
                        scores[j] += (double)q.Data[i * channels + channel] * k.Data[(first + j) * channels + channel] / Math.Sqrt(width);
                }
                var max = scores.Max();
                var sum = scores.Sum(s => Math.Exp(s - max));
                for (var j = 0; j < positions; j++)
                {
                    for (var channel = head * width; channel < (head + 1) * width; channel++)
                        result[i * channels + channel] += Math.Exp(scores[j] - max) / sum * v.Data[(first + j) * channels + channel];
                }
            }
        }
        return result;
    }

    private static FeatureMaps Copy(RandomMaps maps, FeatureMaps x, int firstChannel)
    {
        var copy = maps.Empty(x.Images, x.Height, x.Width, x.Channels / 3);
        for (var i = 0; i < x.Positions; i++)
            new ReadOnlySpan<float>(x.Data + (long)i * x.Channels + firstChannel, copy.Channels).CopyTo(new Span<float>(copy.Data + i * copy.Channels, copy.Channels));
        return copy;
    }
}
