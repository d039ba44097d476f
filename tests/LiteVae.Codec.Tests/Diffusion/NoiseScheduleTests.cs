using LiteVae.Codec.Configuration;
using LiteVae.Codec.Diffusion;

namespace LiteVae.Codec.Tests.Diffusion;

public sealed class NoiseScheduleTests
{
    private static readonly NoiseSchedule Short = new() { Steps = 3, BetaStart = 0.04, BetaEnd = 0.16 };

    [Fact]
    public void Alphas_are_products_of_what_the_squares_of_evenly_spaced_roots_leave()
    {
        // Roots 0.2, 0.3 and 0.4.
        double[] expected = [0.96, 0.96 * 0.91, 0.96 * 0.91 * 0.84];
        Assert.Equal(expected, Short.Alphas(), (a, b) => Math.Abs(a - b) < 1e-15);
        Assert.Same(Short.Alphas(), Short.Alphas());
    }

    [Fact]
    public void Between_steps_the_logarithm_is_interpolated()
    {
        var alphas = Short.Alphas();
        foreach (var (step, alpha) in new[] { (0, alphas[0]), (2, alphas[2]), (0.25, Math.Pow(alphas[0], 0.75) * Math.Pow(alphas[1], 0.25)), (1.5, Math.Sqrt(alphas[1] * alphas[2])) })
        {
            var (signal, noise) = Short.At(step);
            Assert.Equal(Math.Sqrt(alpha), signal, 1e-14);
            Assert.Equal(Math.Sqrt(1 - alpha), noise, 1e-14);
            Assert.Equal(0.5 * Math.Log(alpha / (1 - alpha)), Short.LogRatio(step), 1e-13);
            Assert.Equal(step, Short.StepOf(Short.LogRatio(step)), 1e-9);
        }
    }

    [Fact]
    public void Beyond_either_end_of_the_schedule_its_end_is_the_step()
    {
        Assert.Equal(0, Short.StepOf(Short.LogRatio(0) + 1), 1e-9);
        Assert.Equal(2, Short.StepOf(Short.LogRatio(2) - 1), 1e-9);
    }

    [Fact]
    public void Equal_schedules_have_equal_hashes_and_each_value_counts()
    {
        NoiseSchedule[] others = [Short with { Steps = 4 }, Short with { BetaStart = 0.05 }, Short with { BetaEnd = 0.2 }];
        Assert.Equal((Short with { }).GetHashCode(), Short.GetHashCode());
        Assert.All(others, o => Assert.NotEqual(o, Short));
        Assert.Equal(4, others.Append(Short).Select(o => o.GetHashCode()).Distinct().Count());
        Assert.False(Short.Equals(null));
    }

    [Theory]
    [InlineData(2, 0.0015, 0.0195, "")]
    [InlineData(100_000, 0.0015, 0.0195, "")]
    [InlineData(1, 0.0015, 0.0195, "steps")]
    [InlineData(100_001, 0.0015, 0.0195, "steps")]
    [InlineData(10, 0.5, 0.5, "")]
    [InlineData(10, 0, 0.5, "beta_end")]
    [InlineData(10, 0.51, 0.5, "beta_end")]
    [InlineData(10, 0.5, 1, "beta_end")]
    [InlineData(10, double.NaN, 0.5, "beta_end")]
    public void Limits_are_those_of_a_schedule_that_adds_noise(int steps, double start, double end, string problem) =>
        Assert.Equal(problem, string.Join(' ', ((IValidated)new NoiseSchedule { Steps = steps, BetaStart = start, BetaEnd = end }).Validate().Select(p => p.Path)));
}
