using LiteVae.Evaluation.Distributions;
using LiteVae.Runtime;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Tests.Evaluation.Distributions;

public sealed class KernelInceptionDistanceTests
{
    [Fact]
    public void Agrees_with_the_definition_term_by_term()
    {
        using var scope = NewDisposeScope();
        var expected = (double)FormulaTensors.Fixture("evaluation/metrics.json")["kid"]!;
        var (x, y) = (FormulaTensors.Make([40, 6], 1), FormulaTensors.Make([30, 6], 2, 1.5).Plus(0.25));
        Assert.Equal(expected, KernelInceptionDistance.Between(x, y), 1e-9);
    }

    [Fact]
    public void Subsets_of_everything_are_the_whole_without_deviation()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (FormulaTensors.Make([30, 6], 1), FormulaTensors.Make([30, 6], 2, 1.5));
        using var kid = Fill(x, y, capacity: 100);
        var estimate = kid.Estimate(subsets: 5);
        Assert.Equal(KernelInceptionDistance.Between(x, y), estimate.Mean, 1e-6); // features are kept in float32
        Assert.Equal(0, estimate.Deviation, 1e-9);
    }

    [Fact]
    public void Subsets_scatter_around_the_whole()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (FormulaTensors.Make([400, 6], 1), FormulaTensors.Make([400, 6], 2, 1.5));
        using var kid = Fill(x, y, capacity: 200);
        var estimate = kid.Estimate(subsets: 50, subsetSize: 50);
        var whole = KernelInceptionDistance.Between(x, y);
        Assert.True(estimate.Deviation > 0);
        Assert.True(Math.Abs(estimate.Mean - whole) < estimate.Deviation, $"{estimate} against {whole}");
    }

    [Fact]
    public void Batches_do_not_matter_and_the_seed_does()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (FormulaTensors.Make([90, 6], 1), FormulaTensors.Make([90, 6], 2, 1.5));
        using var whole = Fill(x, y, capacity: 40);
        using var other = Fill(x, y, capacity: 40, seed: 9);
        using var parts = new KernelInceptionDistance(40);
        foreach (var batch in x.tensor_split(7))
            parts.AddReference(batch);
        foreach (var batch in y.tensor_split(2))
            parts.AddCandidate(batch);
        Assert.Equal(whole.Estimate(5, 20), parts.Estimate(5, 20));
        Assert.NotEqual(whole.Estimate(5, 20), other.Estimate(5, 20));
    }

    [Fact]
    public void One_image_is_too_few()
    {
        using var scope = NewDisposeScope();
        using var kid = Fill(zeros(1, 6), zeros(3, 6), capacity: 10);
        Assert.Contains("got 1 and 3", Assert.Throws<InvalidOperationException>(() => kid.Estimate()).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => kid.Estimate(subsets: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => kid.Estimate(subsetSize: 1));
    }

    [Fact]
    public void Two_images_are_enough()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (tensor(new[] { 0.0, 1 }).reshape(2, 1), tensor(new[] { 1.0, 1 }).reshape(2, 1));
        // Kernel (ab + 1)^3: 1 among the rows of x, 8 among those of y, and 1 or 8 between them, 4.5 on average.
        Assert.Equal(1 + 8 - 2 * 4.5, KernelInceptionDistance.Between(x, y), 1e-12);
        using var kid = Fill(x, y, capacity: 10);
        Assert.Equal(0, kid.Estimate().Mean, 1e-6);
    }

    [Theory]
    [InlineData(20, 60)]
    [InlineData(60, 20)]
    public void Only_where_subsets_are_the_whole_of_both_is_one_enough(int references, int candidates)
    {
        using var scope = NewDisposeScope();
        using var kid = Fill(FormulaTensors.Make([references, 6], 1), FormulaTensors.Make([candidates, 6], 2, 1.5), capacity: 100);
        Assert.True(kid.Estimate(5, 20).Deviation > 1e-6);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using var scope = NewDisposeScope();
        var rows = zeros(4, 6);
        Assert.Equal("x", Assert.Throws<ArgumentNullException>(() => KernelInceptionDistance.Between(null!, rows)).ParamName);
        Assert.Equal("y", Assert.Throws<ArgumentNullException>(() => KernelInceptionDistance.Between(rows, null!)).ParamName);
        foreach (var wrong in new[] { zeros(4, 6, 1), zeros(1, 6), zeros(4, 7) })
        {
            Assert.Contains(TensorGuards.Shape(wrong), Assert.Throws<ArgumentException>(() => KernelInceptionDistance.Between(rows, wrong)).Message);
            Assert.Contains(TensorGuards.Shape(wrong), Assert.Throws<ArgumentException>(() => KernelInceptionDistance.Between(wrong, rows)).Message);
        }
    }

    private static KernelInceptionDistance Fill(Tensor x, Tensor y, int capacity, ulong seed = 0)
    {
        var kid = new KernelInceptionDistance(capacity, seed);
        kid.AddReference(x);
        kid.AddCandidate(y);
        return kid;
    }
}
