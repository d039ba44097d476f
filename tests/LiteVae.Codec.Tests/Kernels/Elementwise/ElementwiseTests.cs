using LiteVae.Codec.Kernels.Elementwise;
using LiteVae.Codec.Kernels.Microkernels;
using LiteVae.Codec.Kernels.Norms;

namespace LiteVae.Codec.Tests.Kernels.Elementwise;

public sealed unsafe class ElementwiseTests
{
    [Theory]
    [MemberData(nameof(RandomMaps.Microkernels), MemberType = typeof(RandomMaps))]
    public void The_gate_multiplies_halves_of_the_channels(string microkernel)
    {
        using var maps = new RandomMaps(1);
        foreach (var channels in new[] { 1, 5, 16, 33 })
        {
            var (x, y) = (maps.Normal(2, 19, 23, 2 * channels), maps.Empty(2, 19, 23, channels));
            Gate.Instance.Run(x, y, RandomMaps.Microkernel(microkernel));
            RandomMaps.AssertClose(y, (image, row, column, channel) => (double)x.At(image, row, column)[channel] * x.At(image, row, column)[channels + channel], 1e-7);
        }
        Assert.Throws<ArgumentException>(() => Gate.Instance.Run(maps.Normal(1, 2, 2, 4), maps.Empty(1, 2, 2, 4)));
    }

    [Theory]
    [MemberData(nameof(RandomMaps.Microkernels), MemberType = typeof(RandomMaps))]
    public void Sums_are_sums(string microkernel)
    {
        using var maps = new RandomMaps(2);
        var (x, other, before) = (maps.Normal(2, 37, 41, 7), maps.Normal(2, 37, 41, 7), maps.Empty(2, 37, 41, 7));
        new ReadOnlySpan<float>(x.Data, 2 * 37 * 41 * 7).CopyTo(new(before.Data, 2 * 37 * 41 * 7));
        Sum.AddTo(x, other, RandomMaps.Microkernel(microkernel));
        RandomMaps.AssertClose(x, (image, row, column, channel) => (double)before.At(image, row, column)[channel] + other.At(image, row, column)[channel], 1e-7);
        Assert.Throws<ArgumentException>(() => Sum.AddTo(x, maps.Normal(2, 37, 41, 6)));
    }

    [Theory]
    [MemberData(nameof(RandomMaps.Microkernels), MemberType = typeof(RandomMaps))]
    public void Gelu_is_its_definition_everywhere(string microkernel)
    {
        const int Count = 4001;
        using var maps = new RandomMaps(3);
        var values = maps.Weights(Count);
        for (var i = 0; i < Count; i++)
            values[i] = (i - 2000) / 200f;
        RandomMaps.Microkernel(microkernel).Gelu(values, Count, 1, Count);
        for (var i = 0; i < Count; i++)
        {
            var x = (double)((i - 2000) / 200f);
            Assert.Equal(Definition(x), values[i], 1e-7 + 4e-7 * Math.Abs(x));
        }
    }

    [Theory]
    [MemberData(nameof(RandomMaps.Microkernels), MemberType = typeof(RandomMaps))]
    public void Gelu_with_tanh_is_its_definition_everywhere(string microkernel)
    {
        const int Count = 4001;
        using var maps = new RandomMaps(3);
        var values = maps.Weights(Count + 4);
        for (var i = 0; i < Count; i++)
            values[i] = (i - 2000) / 200f;
        (values[Count], values[Count + 1], values[Count + 2], values[Count + 3]) = (1e30f, -1e30f, float.NaN, -50);
        RandomMaps.Microkernel(microkernel).Gelu(values, Count + 4, 1, Count + 4, GeluForm.Tanh);
        for (var i = 0; i < Count; i++)
        {
            var x = (double)((i - 2000) / 200f);
            Assert.Equal(0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))), values[i], 1e-7 + 4e-7 * Math.Abs(x));
        }
        Assert.Equal(1e30f, values[Count]);
        Assert.Equal(0, values[Count + 1], 1e-6);
        Assert.Equal(float.NaN, values[Count + 2]);
        Assert.Equal(0, values[Count + 3], 1e-6);
    }

    [Theory]
    [MemberData(nameof(RandomMaps.Microkernels), MemberType = typeof(RandomMaps))]
    public void Gates_multiply_what_is_added(string microkernel)
    {
        using var maps = new RandomMaps(5);
        foreach (var (side, channels) in new[] { (3, 5), (40, 33) })
        {
            var (x, residual, before) = (maps.Normal(3, side, side, channels), maps.Normal(3, side, side, channels), maps.Empty(3, side, side, channels));
            new ReadOnlySpan<float>(x.Data, (int)x.Positions * channels).CopyTo(new(before.Data, (int)x.Positions * channels));
            var gate = new ChannelValues(maps.Weights(2 * (channels + 1)), channels + 1, [1, 0, 1]);
            GatedSum.Run(x, gate, residual, RandomMaps.Microkernel(microkernel));
            RandomMaps.AssertClose(
                x, (image, row, column, channel) => (double)before.At(image, row, column)[channel] * gate.Of(image)[channel] + residual.At(image, row, column)[channel], 3e-7);
        }
        Assert.Throws<ArgumentException>(() => GatedSum.Run(maps.Normal(1, 2, 2, 4), default, maps.Normal(1, 2, 2, 3)));
    }

    [Fact]
    public void Gelu_of_what_is_large_or_no_number_is_so_too()
    {
        using var maps = new RandomMaps(4);
        var values = maps.Weights(5);
        (values[0], values[1], values[2], values[3], values[4]) = (1e30f, -1e18f, float.NaN, 50, -50);
        Microkernel.Current.Gelu(values, 5, 1, 5);
        Assert.Equal(1e30f, values[0]);
        Assert.Equal(0, values[1], 1e-6);
        Assert.Equal(float.NaN, values[2]);
        Assert.Equal(50, values[3]);
        Assert.Equal(0, values[4], 1e-6);
    }

    /// <summary>x P(X &lt;= x), with the series of the normal distribution (Marsaglia 2004): 1/2 + density * (x + x^3/3 + x^5/15 + ...).</summary>
    internal static double Definition(double x)
    {
        var (sum, term) = (Math.Abs(x), Math.Abs(x));
        for (var n = 3; term > 1e-20 * sum; n += 2)
            sum += term *= x * x / n;
        var above = 0.5 - Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI) * sum; // P(X > |x|)
        return x > 0 ? x * (1 - above) : x * above;
    }
}
