using CsCheck;
using LiteVae.Pages.Charts;

namespace LiteVae.Tests.Pages.Charts;

public sealed class ChartAxisTests
{
    [Fact]
    public void Marks_lie_on_the_axis_and_are_few() => Gen.Double[-1e6, 1e6].Array[1, 50].Sample(Check);

    [Fact]
    public void Marks_of_wide_positive_ranges_are_few() =>
        Gen.Double[-12, 9].Select(e => Math.Pow(10, e)).Array[2, 50].Sample(Check);

    [Fact]
    public void An_axis_is_logarithmic_when_values_span_more_than_a_decade()
    {
        Assert.True(ChartAxis.Around([0.01, 1], 0, 1).IsLogarithmic);
        Assert.False(ChartAxis.Around([0.5, 1], 0, 1).IsLogarithmic);
        Assert.False(ChartAxis.Around([0, 1], 0, 1).IsLogarithmic);
    }

    [Fact]
    public void Equal_values_have_an_axis_too() => Assert.Equal(50, ChartAxis.Around([3.0, 3.0], 0, 100).Position(3), 1e-9);

    private static void Check(double[] values)
    {
        var axis = ChartAxis.Around(values, 200, 10);
        Assert.InRange(axis.Marks.Count, axis.IsLogarithmic ? 1 : 2, 12);
        Assert.All(axis.Marks, mark => Assert.InRange(axis.Position(mark), 10 - 1e-6, 200 + 1e-6));
        Assert.All(values, value => Assert.InRange(axis.Position(value), 10, 200));
        Assert.Equal(axis.Marks.Order(), axis.Marks);
    }
}
