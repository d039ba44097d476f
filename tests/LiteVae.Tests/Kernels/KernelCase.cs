using LiteVae.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace LiteVae.Tests.Kernels;

/// <summary>What tests of kernels share: inputs of noise, and the distance from a result in double precision.</summary>
internal static class KernelCase
{
    /// <summary>Normal noise in float32, the same for the same seed.</summary>
    public static Tensor Noise(long seed, params long[] shape)
    {
        using var generator = new Generator((ulong)seed);
        return randn(shape, ScalarType.Float32, generator: generator);
    }

    /// <summary>The same, channels last.</summary>
    public static Tensor Maps(long seed, params long[] shape) => Layout.ChannelsLast(Noise(seed, shape));

    /// <summary>Root mean square of the difference, as a share of that of what is expected.</summary>
    public static void AssertClose(Tensor expected, Tensor actual, double tolerance)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(expected.shape, actual.shape);
        var error = ((expected - actual).square().mean().sqrt() / expected.square().mean().sqrt()).ToDouble();
        Assert.True(error < tolerance, $"relative error {error:E2}, allowed {tolerance:E0}");
    }

    /// <summary>Kernels need AVX2; elsewhere libtorch computes, and there is nothing to test.</summary>
    public static void SkipWithoutKernels() => Assert.SkipUnless(Processor.RunsKernels, "This processor has no AVX2.");
}
