using LiteVae.Runs.Optimization;
using static TorchSharp.torch;

namespace LiteVae.Tests.Runs.Optimization;

public sealed class GradientClippingTests
{
    [Fact]
    public void The_norm_of_as_many_gradients_as_the_largest_model_has_is_exact()
    {
        const int Count = 91_000_000; // LiteVAE-L with Stable Diffusion's decoder
        using var generator = new Generator(1, CPU);
        using var gradients = randn(Count, generator: generator);
        var sum = 0.0;
        foreach (var g in gradients.data<float>())
            sum += (double)g * g;
        var expected = Math.Sqrt(sum);
        Assert.Equal(1, GradientClipping.Norm(gradients) / expected, 1e-10);
        Assert.Equal(1, GradientClipping.Clip(gradients, expected / 4) / expected, 1e-10);
        Assert.Equal(0.25, GradientClipping.Norm(gradients) / expected, 1e-7); // What is left is at the limit.
    }

    [Theory]
    [InlineData(new float[0], 0)]
    [InlineData(new[] { 3f, -4f }, 5)]
    [InlineData(new[] { 1e-30f, 0f }, 1e-30)] // Its square is nought in float32.
    [InlineData(new[] { 1f, float.NaN }, double.NaN)]
    [InlineData(new[] { float.NegativeInfinity }, double.PositiveInfinity)]
    [InlineData(new[] { 1e20f }, double.PositiveInfinity)] // Its square overflows in Adam's second moment.
    public void Norms_at_the_limits_of_float32(float[] values, double expected)
    {
        using var gradients = tensor(values);
        using var before = gradients.clone();
        var norm = GradientClipping.Clip(gradients, 10);
        Assert.Equal(expected, norm, double.IsFinite(expected) ? 1e-7 * expected : 0);
        Assert.True(gradients.allclose(before, 0, 0, equal_nan: true));
    }
}
