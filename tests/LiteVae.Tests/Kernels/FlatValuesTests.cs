using LiteVae.Kernels;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Tests.Kernels;

/// <summary>Passes over all parameters, of several blocks and a rest, against the same formulas in double precision.</summary>
public sealed class FlatValuesTests
{
    private const long Length = 70_003;

    [Fact]
    public void A_step_of_Adam_is_that_of_the_formula()
    {
        using var scope = NewDisposeScope();
        var (p, g, m) = (KernelCase.Noise(1, Length), KernelCase.Noise(2, Length), KernelCase.Noise(3, Length));
        var v = KernelCase.Noise(4, Length).Squared();
        var (p64, g64, m64, v64) = (p.@double(), g.@double(), m.@double(), v.@double());
        m64 = m64.Times(0.9).Plus(g64.Times(0.1));
        v64 = v64.Times(0.99).Plus(g64.Squared().Times(0.01));
        p64 = p64.Times(0.999) - m64.Times(0.01) / v64.sqrt().DividedBy(0.3).Plus(1e-8);

        FlatValues.AdamStep(p, g, m, v, new AdamFactors(0.9f, 0.1f, 0.99f, 0.01f, 0.3f, 1e-8f, 0.999f, 0.01f));
        KernelCase.AssertClose(m64, m, 1e-6);
        KernelCase.AssertClose(v64, v, 1e-6);
        KernelCase.AssertClose(p64, p, 1e-6);
    }

    [Fact]
    public void An_average_moves_towards_the_values()
    {
        using var scope = NewDisposeScope();
        var (average, values) = (KernelCase.Noise(1, Length), KernelCase.Noise(2, Length));
        var expected = average.@double().Times(0.75).Plus(values.@double().Times(0.25));
        FlatValues.Average(average, values, 0.75);
        KernelCase.AssertClose(expected, average, 1e-6);
    }

    [Fact]
    public void Squares_are_summed_in_double_precision()
    {
        using var scope = NewDisposeScope();
        var values = KernelCase.Noise(1, Length);
        var expected = values.@double().Squared().sum().ToNumber();
        Assert.Equal(1, FlatValues.SumOfSquares(values) / expected, 1e-13);
        values[Length - 1].Fill(double.NaN);
        Assert.True(double.IsNaN(FlatValues.SumOfSquares(values)));
    }

    [Fact]
    public void Other_types_are_left_to_libtorch()
    {
        using var scope = NewDisposeScope();
        Assert.False(FlatValues.Support(zeros(4, ScalarType.Float64)));
    }
}
