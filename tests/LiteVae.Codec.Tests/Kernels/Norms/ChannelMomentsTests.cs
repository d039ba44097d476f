using LiteVae.Codec.Kernels.Memory;
using LiteVae.Codec.Kernels.Norms;

namespace LiteVae.Codec.Tests.Kernels.Norms;

/// <summary>Moments and sums of every instruction set against those of all values in double precision.</summary>
public sealed unsafe class ChannelMomentsTests
{
    public static TheoryData<string> Names => [.. KernelCase.Names];

    [Theory, MemberData(nameof(Names))]
    public void Of_a_rectangle_are_those_of_its_values(string name)
    {
        var (buffer, x) = KernelCase.Maps(1, 1, 80, 90, 11);
        using var _ = buffer;
        var values = KernelCase.Values(x);
        foreach (var (top, left, height, width) in ((int, int, int, int)[])[(0, 0, 80, 90), (3, 5, 70, 71), (79, 0, 1, 64), (10, 89, 3, 1)])
        {
            var moments = ChannelMoments.Of(x, top, left, height, width, KernelCase.Named(name));
            for (var channel = 0; channel < x.Channels; channel++)
            {
                double[] inside = [.. Enumerable.Range(top, height).SelectMany(row =>
                    Enumerable.Range(left, width).Select(column => (double)values[(row * x.Width + column) * x.Channels + channel]))];
                var mean = inside.Average();
                Assert.Equal(mean, moments.Mean(0, channel), 1e-6);
                Assert.Equal(inside.Average(v => (v - mean) * (v - mean)), moments.Variance(0, channel), 1e-5);
            }
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(64, 1)]
    [InlineData(65, 2)]
    [InlineData(4096, 64)]
    [InlineData(4097, 64)]
    [InlineData(100_000, 64)]
    public void Blocks_cover_all_positions_and_none_is_empty(int positions, int blocks)
    {
        var (count, size) = ChannelMoments.Cut(positions);
        Assert.Equal(blocks, count);
        Assert.InRange(positions, (long)size * (count - 1) + 1, (long)size * count);
    }

    [Theory, MemberData(nameof(Names))]
    public void Sums_are_those_of_all_images(string name)
    {
        var (buffer, x) = KernelCase.Maps(1, 3, 13, 17, 21);
        using var _ = buffer;
        using var result = new FloatBuffer(x.Channels);
        ChannelSums.Run(x, result.Pointer, KernelCase.Named(name));
        var values = KernelCase.Values(x);
        double[] expected = [.. Enumerable.Range(0, x.Channels).Select(c => Enumerable.Range(0, (int)x.Positions).Sum(p => (double)values[p * x.Channels + c]))];
        KernelCase.AssertClose(expected, new(result.Pointer, x.Channels), 1e-6);
    }
}
