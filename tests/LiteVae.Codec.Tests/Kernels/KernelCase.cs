using LiteVae.Codec.Kernels.Memory;
using LiteVae.Codec.Kernels.Microkernels;

namespace LiteVae.Codec.Tests.Kernels;

/// <summary>Parts that tests of kernels share: noise, and the distance from a result in double precision.</summary>
internal static class KernelCase
{
    /// <summary>The names of all implementations. Each of them computes on every machine, if slowly where its instructions are absent.</summary>
    public static IEnumerable<string> Names => MicrokernelChoice.All.Select(m => m.Name);

    public static Microkernel Named(string name) => MicrokernelChoice.All.Single(m => m.Name == name);

    /// <summary>Every implementation with each of some cases.</summary>
    public static TheoryData<string, int> WithEach(int cases)
    {
        var data = new TheoryData<string, int>();
        foreach (var name in Names)
        {
            for (var i = 0; i < cases; i++)
                data.Add(name, i);
        }
        return data;
    }

    /// <summary>Values of about unit variance, the same for the same seed.</summary>
    public static float[] Noise(int seed, long count, double scale = 1)
    {
        var random = new Random(seed);
        var values = new float[count];
        for (var i = 0; i < count; i++)
            values[i] = (float)(scale * (random.NextDouble() + random.NextDouble() + random.NextDouble() + random.NextDouble() - 2) * Math.Sqrt(3));
        return values;
    }

    /// <summary>Feature maps of noise; the caller disposes the buffer.</summary>
    public static unsafe (FloatBuffer Buffer, FeatureMaps Maps) Maps(int seed, int images, int height, int width, int channels, double scale = 1)
    {
        var buffer = Buffer(Noise(seed, (long)images * height * width * channels, scale));
        return (buffer, new(buffer.Pointer, images, height, width, channels));
    }

    public static unsafe FloatBuffer Buffer(float[] values)
    {
        var buffer = new FloatBuffer(values.Length);
        values.CopyTo(new Span<float>(buffer.Pointer, values.Length));
        return buffer;
    }

    public static unsafe float[] Values(FeatureMaps maps) => new ReadOnlySpan<float>(maps.Data, checked((int)(maps.Positions * maps.Channels))).ToArray();

    public static double[] Doubles(float[] values) => [.. values.Select(v => (double)v)];

    /// <summary>Root mean square of the difference, as a share of that of the expected values.</summary>
    public static void AssertClose(double[] expected, ReadOnlySpan<float> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        var (difference, size) = (0.0, 0.0);
        for (var i = 0; i < expected.Length; i++)
        {
            difference += (expected[i] - actual[i]) * (expected[i] - actual[i]);
            size += expected[i] * expected[i];
        }
        var error = Math.Sqrt(difference / size);
        Assert.True(error < tolerance, $"relative error {error:E2}, allowed {tolerance:E0}");
    }
}
