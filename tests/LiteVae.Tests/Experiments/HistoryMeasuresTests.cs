using LiteVae.Experiments.Measures;
using LiteVae.Runs.Report;

namespace LiteVae.Tests.Experiments;

public sealed class HistoryMeasuresTests
{
    private const string Ratio = "adversarial_gradient_ratio_weighted";

    [Fact]
    public void The_gradients_ratio_is_that_of_the_second_half()
    {
        var series = Series(Ratio, 100, 100, 0.1, 10);
        Assert.Equal(1, HistoryMeasures.ValueOf("gradient_ratio", series)!.Value, 9);
        Assert.Equal(Math.Sqrt(2), HistoryMeasures.ValueOf("gradient_ratio_spread", series)!.Value, 9);
    }

    [Fact]
    public void Time_is_that_of_the_images_at_the_rate_of_their_line() =>
        Assert.Equal(10 / 2.0 + 10 / 5.0, HistoryMeasures.ValueOf("training_time", Series("images_per_second", 2, 5))!.Value, 9);

    [Theory]
    [InlineData("gradient_ratio")]
    [InlineData("training_time")]
    public void What_was_not_logged_has_no_figure(string figure) => Assert.Null(HistoryMeasures.ValueOf(figure, Series("loss/l1", 1, 2, 3)));

    private static Dictionary<string, IReadOnlyList<HistoryPoint>> Series(string name, params double[] values) =>
        new() { [name] = [.. values.Select((v, i) => new HistoryPoint(i + 1, 10 * (i + 1), v))] };
}
