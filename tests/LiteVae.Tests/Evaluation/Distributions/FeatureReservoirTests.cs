using LiteVae.Evaluation.Distributions;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Tests.Evaluation.Distributions;

public sealed class FeatureReservoirTests
{
    [Fact]
    public void Every_row_is_kept_equally_often()
    {
        using var scope = NewDisposeScope();
        var rows = TensorFactory.Range(0, 20).to_type(ScalarType.Float32).unsqueeze(1);
        var kept = new int[20];
        const int Trials = 2000;
        for (ulong seed = 0; seed < Trials; seed++)
        {
            using var inner = NewDisposeScope();
            using var reservoir = new FeatureReservoir(5, seed);
            reservoir.Add(rows);
            foreach (var row in reservoir.Rows().data<double>())
                kept[(int)row]++;
        }
        Assert.Equal(Trials * 5, kept.Sum());
        // Expected 500 each, standard deviation 19.
        Assert.All(kept, k => Assert.InRange(k, 410, 590));
    }

    [Fact]
    public void Chosen_rows_are_distinct_and_differ_between_draws()
    {
        using var reservoir = new FeatureReservoir(50, 3);
        reservoir.Add(zeros(60, 1));
        var first = reservoir.Choose(20, 0);
        Assert.Equal(20, first.Distinct().Count());
        Assert.All(first, i => Assert.InRange(i, 0, 49));
        Assert.Equal(first, reservoir.Choose(20, 0));
        Assert.NotEqual(first, reservoir.Choose(20, 1));
    }

    [Fact]
    public void As_long_as_there_is_room_every_row_stays_in_its_order()
    {
        using var scope = NewDisposeScope();
        var rows = FormulaTensors.Make([7, 3], 1).to_type(ScalarType.Float32);
        using var reservoir = new FeatureReservoir(7, 3);
        reservoir.Add(rows.narrow(0, 0, 4));
        Assert.Equal((4, 4), (reservoir.Seen, reservoir.Count));
        reservoir.Add(rows.narrow(0, 4, 3));
        Assert.Equal((7, 7), (reservoir.Seen, reservoir.Count));
        Assert.True(reservoir.Rows().Same(rows.to_type(ScalarType.Float64)));
        reservoir.Add(rows);
        Assert.Equal((14, 7), (reservoir.Seen, reservoir.Count));
        Assert.Equal(Enumerable.Range(0, 7).Select(i => (long)i), reservoir.Choose(7, 0).Order());
    }

    [Fact]
    public void What_does_not_fit_is_refused_and_not_counted()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ArgumentOutOfRangeException>(() => new FeatureReservoir(1, 0));
        using var reservoir = new FeatureReservoir(2, 0);
        Assert.Throws<InvalidOperationException>(reservoir.Rows);
        Assert.Contains("[B,D]; got [3]", Assert.Throws<ArgumentException>(() => reservoir.Add(zeros(3))).Message);
        Assert.Contains("not finite", Assert.Throws<ArgumentException>(() => reservoir.Add(zeros([1, 3]).Fill(float.NaN))).Message);
        reservoir.Add(zeros(1, 3));
        Assert.Contains("[B,3]; got [2,4]", Assert.Throws<ArgumentException>(() => reservoir.Add(zeros(2, 4))).Message);
        Assert.Equal(1, reservoir.Seen);
    }
}
