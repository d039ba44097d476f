using LiteVae.Evaluation.Distributions;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Tests.Evaluation.Distributions;

public sealed class FeatureManifoldTests
{
    [Fact]
    public void Agrees_with_plain_loops_over_all_pairs()
    {
        using var scope = NewDisposeScope();
        var fixture = FormulaTensors.Fixture("evaluation/features.json");
        var (real, generated) = (FormulaTensors.Make([40, 3], 1), FormulaTensors.Make([30, 3], 2, 0.8).Plus(0.3));
        Assert.Equal((double)fixture["precision"]!, FeatureManifold.ShareWithin(real, generated), 1e-12);
        Assert.Equal((double)fixture["recall"]!, FeatureManifold.ShareWithin(generated, real), 1e-12);
    }

    [Fact]
    public void A_set_lies_within_itself_even_where_rows_repeat_and_far_from_zero()
    {
        using var scope = NewDisposeScope();
        var rows = FormulaTensors.Make([300, 5], 1).Plus(1e6);
        Assert.Equal(1, FeatureManifold.ShareWithin(rows, rows));
        Assert.Equal(1, FeatureManifold.ShareWithin(cat([rows, rows, rows, rows]), rows)); // every radius is 0
    }

    [Fact]
    public void On_a_line_the_radius_reaches_the_third_neighbor_and_its_edge_counts()
    {
        using var scope = NewDisposeScope();
        // Of 0, 1, 2, 3, 4 the third neighbors are 3, 2, 2, 2, 3 away: the balls cover -3 to 7.
        var line = tensor([0.0, 1, 2, 3, 4], [5, 1]);
        Assert.Equal(0.5, FeatureManifold.ShareWithin(line, tensor([-3.001, -3, 7, 7.001], [4, 1])));
        Assert.Equal(0, FeatureManifold.ShareWithin(line, tensor([100.0], [1, 1])));
    }

    [Fact]
    public void A_collapsed_generator_is_precise_and_recalls_little()
    {
        using var scope = NewDisposeScope();
        var real = FormulaTensors.Make([400, 2], 1);
        var collapsed = FormulaTensors.Make([400, 2], 2, 0.05);
        Assert.True(FeatureManifold.ShareWithin(real, collapsed) > 0.95);
        Assert.True(FeatureManifold.ShareWithin(collapsed, real) < 0.05);
    }

    [Fact]
    public void Three_rows_make_no_manifold()
    {
        using var scope = NewDisposeScope();
        Assert.Contains("at least 4 rows", Assert.Throws<ArgumentException>(() => FeatureManifold.ShareWithin(zeros(3, 2), zeros(5, 2))).Message);
        Assert.Contains("[5,3]", Assert.Throws<ArgumentException>(() => FeatureManifold.ShareWithin(zeros(4, 2), zeros(5, 3))).Message);
        Assert.Contains("[4,2,1]", Assert.Throws<ArgumentException>(() => FeatureManifold.ShareWithin(zeros(4, 2, 1), zeros(5, 2))).Message);
        Assert.Contains("[5,2,1]", Assert.Throws<ArgumentException>(() => FeatureManifold.ShareWithin(zeros(4, 2), zeros(5, 2, 1))).Message);
        Assert.Contains("[0,2]", Assert.Throws<ArgumentException>(() => FeatureManifold.ShareWithin(zeros(4, 2), zeros(0, 2))).Message);
        Assert.Equal(1, FeatureManifold.ShareWithin(zeros(4, 2), zeros(1, 2)));
    }

    [Fact]
    public void Leaves_no_tensor_behind()
    {
        using var rows = FormulaTensors.Make([600, 3], 1);
        TensorLeaks.AssertNone(() => FeatureManifold.ShareWithin(rows, rows));
    }
}
