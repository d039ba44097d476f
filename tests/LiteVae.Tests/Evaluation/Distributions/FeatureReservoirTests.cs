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
}
