using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Tests;

/// <summary>Compares a function's gradient with central differences, in float64.</summary>
internal static class GradientCheck
{
    /// <param name="function">A scalar function of x; it must not keep state.</param>
    /// <param name="x">The point, float64; it is not changed.</param>
    /// <param name="step">The difference's half width.</param>
    /// <param name="tolerance">Relative to the largest difference quotient.</param>
    /// <param name="samples">How many coordinates to vary, evenly spread.</param>
    public static void Assert(Func<Tensor, Tensor> function, Tensor x, double step = 1e-6, double tolerance = 1e-6, int samples = 40)
    {
        using var scope = NewDisposeScope();
        var point = x.detach().clone().requires_grad_(true);
        var gradient = autograd.grad([function(point).Plus(point.sum().Times(0))], [point])[0].contiguous().data<double>().ToArray();

        var values = x.detach().contiguous().data<double>().ToArray();
        var stride = Math.Max(1, values.Length / samples) | 1;
        var (error, largest) = (0.0, 0.0);
        for (var i = 0; i < values.Length; i += stride)
        {
            var expected = (Shifted(function, values, x.shape, i, step) - Shifted(function, values, x.shape, i, -step)) / (2 * step);
            error = Math.Max(error, Math.Abs(expected - gradient[i]));
            largest = Math.Max(largest, Math.Abs(expected));
            Xunit.Assert.False(double.IsNaN(gradient[i]), $"The gradient at {i} is not a number.");
        }
        Xunit.Assert.True(largest > 0, "The function is flat here: the check would prove nothing.");
        Xunit.Assert.True(error <= tolerance * largest, $"Gradient differs from finite differences by {error / largest:g3} of the largest; allowed {tolerance:g1}.");
    }

    private static double Shifted(Func<Tensor, Tensor> function, double[] values, long[] shape, int index, double by)
    {
        using var scope = NewDisposeScope();
        var copy = (double[])values.Clone();
        copy[index] += by;
        return function(tensor(copy, shape)).item<double>();
    }
}
