using LiteVae.Codec.Kernels.Memory;
using LiteVae.Codec.Kernels.Microkernels;

namespace LiteVae.Codec.Tests.Kernels;

/// <summary>Feature maps, weights and results for tests, of normal noise that depends on a seed alone.</summary>
internal sealed unsafe class RandomMaps(int seed) : IDisposable
{
    private readonly List<FloatBuffer> _buffers = [];
    private readonly Random _random = new(seed);

    /// <summary>The names of all microkernels: each computes on every processor.</summary>
    public static TheoryData<string> Microkernels => [.. MicrokernelChoice.All.Select(m => m.Name)];

    public static Microkernel Microkernel(string name) => MicrokernelChoice.All.Single(m => m.Name == name);

    /// <summary>Feature maps of normal noise, times a scale.</summary>
    public FeatureMaps Normal(int images, int height, int width, int channels, double scale = 1, double mean = 0)
    {
        var maps = Empty(images, height, width, channels);
        for (var i = 0L; i < maps.Positions * channels; i++)
            maps.Data[i] = (float)(mean + scale * Normal());
        return maps;
    }

    /// <summary>Feature maps of NaN, of which a result must overwrite every value. Memory around them is checked by <see cref="Dispose"/>.</summary>
    public FeatureMaps Empty(int images, int height, int width, int channels) => new(Values((long)images * height * width * channels), images, height, width, channels);

    /// <summary>Weights of normal noise, times a scale.</summary>
    public float* Weights(int count, double scale = 1, double mean = 0)
    {
        var values = Values(count);
        for (var i = 0; i < count; i++)
            values[i] = (float)(mean + scale * Normal());
        return values;
    }

    /// <summary>Requires results to agree with a definition in double precision: to a tolerance relative to the largest magnitude.</summary>
    public static void AssertClose(FeatureMaps result, Func<int, int, int, int, double> expected, double tolerance = 1e-5)
    {
        var (error, largest) = (0.0, 0.0);
        for (var image = 0; image < result.Images; image++)
        {
            for (var position = 0; position < result.Height * result.Width; position++)
            {
                var (row, column) = Math.DivRem(position, result.Width);
                for (var channel = 0; channel < result.Channels; channel++)
                {
                    var value = expected(image, row, column, channel);
                    largest = Math.Max(largest, Math.Abs(value));
                    var difference = Math.Abs(result.At(image, row, column)[channel] - value);
                    error = double.IsNaN(difference) ? double.PositiveInfinity : Math.Max(error, difference);
                }
            }
        }
        Assert.True(largest > 0, "The definition gives zeros only.");
        Assert.True(error <= tolerance * largest, $"{error / largest:0.0e0} of the largest value; at most {tolerance:0.0e0}.");
    }

    public void Dispose()
    {
        try
        {
            foreach (var buffer in _buffers)
            {
                for (var i = 0; i < Guard; i++)
                    Assert.True(buffer.Pointer[i] == Sentinel && buffer.Pointer[buffer.Length - 1 - i] == Sentinel, "A kernel has written outside of its result.");
            }
        }
        finally
        {
            _buffers.ForEach(b => b.Dispose());
        }
    }

    private const int Guard = 64;
    private const float Sentinel = 12345.5f;

    private float* Values(long count)
    {
        var buffer = new FloatBuffer(count + 2 * Guard, clear: false);
        _buffers.Add(buffer);
        new Span<float>(buffer.Pointer, (int)buffer.Length).Fill(Sentinel);
        new Span<float>(buffer.Pointer + Guard, (int)count).Fill(float.NaN);
        return buffer.Pointer + Guard;
    }

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
