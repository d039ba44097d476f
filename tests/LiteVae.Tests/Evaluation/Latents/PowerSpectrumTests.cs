using LiteVae.Evaluation.Latents;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Tests.Evaluation.Latents;

public sealed class PowerSpectrumTests
{
    [Theory]
    [InlineData(2, 0, 2, 0)]   // frequency 2/8
    [InlineData(0, 4, 4, 0)]   // exactly half is not above half
    [InlineData(3, 4, 5, 1)]   // 5/8 by Pythagoras
    [InlineData(7, 0, 7, 1)]
    public void A_cosine_has_all_its_power_at_its_frequency(int vertical, int horizontal, int bin, double high)
    {
        using var scope = NewDisposeScope();
        var curve = Of(Planes(8, 8, (k, l) => k == vertical && l == horizontal ? 1 : k + l == 0 ? 5 : 0));
        Assert.Equal([1 / 8.0, 2 / 8.0, 3 / 8.0, 4 / 8.0, 5 / 8.0, 6 / 8.0, 7 / 8.0], curve.Frequencies);
        Assert.Equal(high, curve.HighShare, 1e-12);
        // The mean over the coefficients of the bin, in units of the mean over all 63.
        var coefficients = Enumerable.Range(0, 64).Count(i => (int)Math.Round(Math.Sqrt(i / 8 * (i / 8) + i % 8 * (i % 8))) == bin);
        Assert.Equal(63.0 / coefficients, curve.Power[bin - 1], 1e-9);
        Assert.All(curve.Power.Where((_, i) => i != bin - 1), p => Assert.Equal(0, p, 1e-12));
    }

    [Fact]
    public void A_power_law_has_its_slope()
    {
        using var scope = NewDisposeScope();
        var curve = Of(Planes(32, 32, (k, l) => k + l == 0 ? 0 : Math.Pow(k * k + l * l, -0.75))); // power: frequency to the -3
        Assert.Equal(-3, curve.Slope, 0.1);
        Assert.InRange(curve.HighShare, 0.001, 0.1);
    }

    [Fact]
    public void The_line_is_fitted_to_the_frequencies_that_have_power()
    {
        using var scope = NewDisposeScope();
        // So small that the power of what rounding leaves at other frequencies is exactly nought.
        var planes = Planes(8, 8, (k, l) => (k, l) switch { (1, 0) => 1, (4, 0) => 0.5, _ => 0 }).Times(1e-150);
        var curve = Of(planes);
        Assert.Equal(2, curve.Power.Count(p => p > 0));
        Assert.Equal(Math.Log(curve.Power[3] / curve.Power[0]) / Math.Log(4), curve.Slope, 1e-9);
        Assert.True(double.IsNaN(Of(Planes(8, 8, (k, l) => (k, l) == (2, 0) ? 1e-150 : 0)).Slope)); // one point makes no line
    }

    [Fact]
    public void The_shorter_side_gives_the_frequencies_and_the_lowest_bin_is_left_out()
    {
        using var scope = NewDisposeScope();
        var curve = Of(FormulaTensors.Make([3, 1, 32, 8], 1));
        Assert.Equal([1 / 8.0, 2 / 8.0, 3 / 8.0, 4 / 8.0, 5 / 8.0, 6 / 8.0, 7 / 8.0], curve.Frequencies);
    }

    [Fact]
    public void White_noise_is_flat_and_each_channel_has_the_same_say()
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        var noise = randn(64, 1, 16, 12);
        var curve = Of(noise);
        Assert.Equal(0, curve.Slope, 0.1);
        Assert.All(curve.Power, p => Assert.InRange(p, 0.8, 1.2));
        var smooth = Planes(16, 12, (k, l) => k == 1 && l == 0 ? 1 : 0).expand(64, 1, 16, 12);
        var both = Of(cat([noise.Times(100), smooth.to(ScalarType.Float32), zeros(64, 1, 16, 12)], 1));
        Assert.Equal(curve.HighShare / 2, both.HighShare, 1e-5);
    }

    [Fact]
    public void Batches_do_not_matter_and_mirroring_neither()
    {
        using var scope = NewDisposeScope();
        var planes = FormulaTensors.Make([6, 2, 8, 8], 1);
        var whole = Of(planes);
        var parts = new PowerSpectrum();
        foreach (var part in planes.flip(3).split(4))
            parts.Add(part);
        Assert.Equal(whole.HighShare, parts.Curve().HighShare, 1e-12);
        Assert.Equal(whole.Slope, parts.Curve().Slope, 1e-12);
    }

    [Fact]
    public void Constant_planes_have_no_spectrum()
    {
        using var scope = NewDisposeScope();
        Assert.True(double.IsNaN(Of(zeros(1, 1, 8, 8)).HighShare));
        Assert.Throws<InvalidOperationException>(() => new PowerSpectrum().Curve());
    }

    private static SpectrumCurve Of(Tensor planes)
    {
        var spectrum = new PowerSpectrum();
        spectrum.Add(planes);
        return spectrum.Curve();
    }

    // Planes [1,1,h,w] made of cosines of given amplitudes, by the definition of the transform.
    private static Tensor Planes(int height, int width, Func<int, int, double> amplitude)
    {
        var values = new double[height * width];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                for (var k = 0; k < height; k++)
                {
                    for (var l = 0; l < width; l++)
                    {
                        values[y * width + x] += amplitude(k, l) * (k == 0 ? Math.Sqrt(0.5) : 1) * (l == 0 ? Math.Sqrt(0.5) : 1)
                            * Math.Cos(Math.PI * (y + 0.5) * k / height) * Math.Cos(Math.PI * (x + 0.5) * l / width);
                    }
                }
            }
        }
        return tensor(values, [1, 1, height, width]);
    }
}
