using LiteVae.Codec.Kernels;
using LiteVae.Kernels;
using LiteVae.Runtime.Numbers;
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
        var error = ((expected - actual).Squared().mean().sqrt() / expected.Squared().mean().sqrt()).ToNumber();
        Assert.True(error < tolerance, $"relative error {error:E2}, allowed {tolerance:E0}");
    }

    /// <summary>A function's result in float32 and its gradients, against another of the same meaning in double precision.</summary>
    /// <param name="exact">The definition.</param>
    /// <param name="function">What is tested.</param>
    /// <param name="points">Input, weight and bias.</param>
    /// <param name="direction">What the result is multiplied by before it is summed, which is what gradients are taken of.</param>
    /// <param name="tolerance">As in <see cref="AssertClose"/>.</param>
    public static void AssertGradients(
        Func<Tensor, Tensor, Tensor, Tensor> exact, Func<Tensor, Tensor, Tensor, Tensor> function, Tensor[] points, Tensor direction, double tolerance)
    {
        foreach (var (expected, actual) in Gradients(exact, ScalarType.Float64).Zip(Gradients(function, ScalarType.Float32)))
            AssertClose(expected, actual, tolerance);

        Tensor[] Gradients(Func<Tensor, Tensor, Tensor, Tensor> f, ScalarType type)
        {
            Tensor[] at = [.. points.Select(t => t.to_type(type, copy: true).requires_grad_(true))];
            var y = f(at[0], at[1], at[2]);
            return [y.detach(), .. autograd.grad([(y * direction.to_type(type)).sum()], at)];
        }
    }

    /// <summary>Where <see cref="Processor.KernelsVariable"/> has libtorch compute, there is nothing to test.</summary>
    public static void SkipWithoutKernels() => Assert.SkipUnless(Processor.RunsKernels, "The environment turns the kernels off.");
}
