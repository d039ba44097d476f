using LiteVae.Codec.Kernels.Memory;
using LiteVae.Codec.Kernels.Norms;

namespace LiteVae.Codec.Tests.Kernels;

/// <summary>GroupNorm and SiLU of every instruction set against their definition in double precision.</summary>
public sealed unsafe class NormTests
{
    private static readonly (int Images, int Channels, int Groups, int Height, int Width)[] Shapes =
        [(1, 32, 8, 16, 16), (3, 12, 3, 5, 7), (2, 96, 24, 1, 1), (1, 56, 28, 33, 40), (2, 5, 1, 9, 3), (1, 67, 67, 8, 9), (3, 12, 3, 65, 66)];

    public static TheoryData<string, int> Cases => KernelCase.WithEach(Shapes.Length);

    public static TheoryData<string> Names => [.. KernelCase.Names];

    [Theory, MemberData(nameof(Cases))]
    public void Agrees_with_the_definition(string name, int shape)
    {
        foreach (var silu in (bool[])[true, false])
        {
            var (images, channels, groups, height, width) = Shapes[shape];
            var (buffer, x) = KernelCase.Maps(1, images, height, width, channels);
            using var _ = buffer;
            var (weight, bias) = (KernelCase.Noise(2, channels), KernelCase.Noise(3, channels));
            var expected = Definition.GroupNorm(
                KernelCase.Doubles(KernelCase.Values(x)), (images, height * width, channels), weight, bias, groups, 1e-5, silu);
            fixed (float* w = weight, b = bias)
            {
                using var norm = new GroupNormKernel(w, b, channels, groups, 1e-5, silu);
                norm.Run(x, x, KernelCase.Named(name));
            }
            KernelCase.AssertClose(expected, KernelCase.Values(x), 1e-6);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Values_far_from_zero_keep_their_variance(string name)
    {
        var (buffer, x) = KernelCase.Maps(1, 1, 40, 40, 37);
        using var _ = buffer;
        for (var i = 0; i < x.Positions * x.Channels; i++)
            x.Data[i] = x.Data[i] * 0.01f + 100;
        var moments = ChannelMoments.Of(x, KernelCase.Named(name));
        var values = KernelCase.Values(x);
        for (var channel = 0; channel < x.Channels; channel++)
        {
            double[] exact = [.. values.Where((_, i) => i % x.Channels == channel).Select(v => (double)v)];
            var mean = exact.Average();
            Assert.Equal(mean, moments.Mean(0, channel), 1e-7);
            Assert.Equal(1, moments.Variance(0, channel) / exact.Average(v => (v - mean) * (v - mean)), 1e-5);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void SiLU_holds_over_all_of_float32(string name)
    {
        const int Count = 8 * 3001 + 5;
        using var buffer = new FloatBuffer(Count);
        for (var i = 0; i < Count; i++)
            buffer.Pointer[i] = -120 + 240f * i / (Count - 1);
        var x = new FeatureMaps(buffer.Pointer, 1, Count, 1, 1);
        var expected = KernelCase.Values(x).Select(v => Definition.Silu(v)).ToArray();
        KernelCase.Named(name).Silu(buffer.Pointer, Count, buffer.Pointer, Count, 1);
        for (var i = 0; i < Count; i++)
            Assert.True(Math.Abs(buffer.Pointer[i] - expected[i]) / (Math.Abs(expected[i]) + 1e-30) < 1e-6, $"{expected[i]:R}: {buffer.Pointer[i]:R}");
    }
}
