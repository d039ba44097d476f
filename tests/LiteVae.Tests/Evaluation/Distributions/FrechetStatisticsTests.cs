using LiteVae.Evaluation.Distributions;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Tests.Evaluation.Distributions;

public sealed class FrechetStatisticsTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(150)]
    public void Batches_do_not_matter_to_the_last_bit(int batches)
    {
        using var scope = NewDisposeScope();
        var rows = FormulaTensors.Make([150, 33], 4).to_type(ScalarType.Float32);
        using var whole = FrechetDistanceTests.Statistics(rows);
        using var parts = new FrechetStatistics(33);
        foreach (var batch in rows.tensor_split(batches))
            parts.Add(batch);
        Assert.Equal(150, parts.Count);
        Assert.True(whole.Mean().Same(parts.Mean()));
        Assert.True(whole.Covariance().Same(parts.Covariance()));
    }

    [Fact]
    public void Mean_and_covariance_are_those_of_the_rows()
    {
        using var scope = NewDisposeScope();
        var rows = FormulaTensors.Make([150, 9], 4).Plus(20);
        using var statistics = FrechetDistanceTests.Statistics(rows);
        Assert.True(statistics.Mean().allclose(rows.mean([0]), 0, 1e-12));
        Assert.True(statistics.Covariance().allclose(rows.t().cov(), 0, 1e-11));
    }

    [Fact]
    public void Reading_in_between_changes_nothing()
    {
        using var scope = NewDisposeScope();
        var rows = FormulaTensors.Make([100, 5], 4);
        using var whole = FrechetDistanceTests.Statistics(rows);
        using var read = FrechetDistanceTests.Statistics(rows.narrow(0, 0, 70));
        _ = (read.Mean(), read.Covariance());
        read.Add(rows.narrow(0, 70, 30));
        Assert.True(whole.Covariance().Same(read.Covariance()));
    }

    [Fact]
    public void Bad_rows_are_refused_and_not_counted()
    {
        using var scope = NewDisposeScope();
        using var statistics = new FrechetStatistics(4);
        Assert.Contains("[B,4]; got [2,3]", Assert.Throws<ArgumentException>(() => statistics.Add(zeros(2, 3))).Message);
        Assert.Throws<ArgumentException>(() => statistics.Add(zeros([2, 4]).Fill(float.PositiveInfinity)));
        Assert.Equal(0, statistics.Count);
        Assert.Contains("A mean needs at least 1 images; got 0", Assert.Throws<InvalidOperationException>(statistics.Mean).Message);
        Assert.Throws<ArgumentException>(() => statistics.Add(zeros(4)));
        Assert.Throws<ArgumentNullException>(() => statistics.Add(null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FrechetStatistics(0));
        statistics.Add(ones(1, 4));
        Assert.True(statistics.Mean().Same(ones(4, ScalarType.Float64)));
        Assert.Contains("A covariance needs at least 2 images; got 1", Assert.Throws<InvalidOperationException>(statistics.Covariance).Message);
    }

    [Fact]
    public void The_rank_is_full_from_one_row_more_than_features_on()
    {
        using var scope = NewDisposeScope();
        using var statistics = new FrechetStatistics(3);
        statistics.Add(FormulaTensors.Make([3, 3], 1));
        Assert.False(statistics.HasFullRank);
        statistics.Add(FormulaTensors.Make([1, 3], 2));
        Assert.True(statistics.HasFullRank);
    }

    [Fact]
    public void Adding_leaves_no_tensor_behind()
    {
        using var scope = NewDisposeScope();
        var rows = zeros(130, 4);
        using var statistics = new FrechetStatistics(4);
        var before = scope.DisposablesCount;
        statistics.Add(rows);
        Assert.Equal(before, scope.DisposablesCount);
    }
}
