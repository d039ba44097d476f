using LiteVae.Runs.Optimization;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Tests.Runs.Optimization;

public sealed class MuonTests
{
    private static readonly ParameterGroupSettings s_settings = new() { LearningRate = new(0.01), Betas = [0.9, 0.99], Optimizer = OptimizerType.Muon };

    [Theory]
    [InlineData(12, 30)]
    [InlineData(30, 12)]
    [InlineData(9, 9)]
    public void Orthogonalizing_keeps_singular_vectors_and_brings_singular_values_near_one(long rows, long columns)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var matrices = randn(2, rows, columns);
        var result = Muon.Orthogonalize(matrices);
        for (var i = 0; i < 2; i++)
        {
            var (u, _, v) = linalg.svd(matrices[i], fullMatrices: false);
            var inside = u.t().matmul(result[i]).matmul(v.t()); // diagonal where the vectors are the same
            var values = inside.diagonal();
            Assert.InRange(values.min().item<float>(), 0.6f, 1.25f);
            Assert.InRange(values.max().item<float>(), 0.6f, 1.25f);
            Assert.InRange((inside - values.diag()).abs().max().item<float>(), 0, 1e-4f);
        }
    }

    // Singular values of a gradient span many orders of magnitude. The iteration on squares is compared with the textbook's, in float64.
    [Theory]
    [InlineData(24, 24)]
    [InlineData(24, 200)]
    [InlineData(200, 24)]
    public void The_iteration_is_Jordans_for_square_and_for_long_matrices(int rows, int columns)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(8);
        var side = Math.Min(rows, columns);
        var (u, _, _) = linalg.svd(randn([rows, side], ScalarType.Float64, generator: generator), fullMatrices: false);
        var (w, _, _) = linalg.svd(randn([columns, side], ScalarType.Float64, generator: generator), fullMatrices: false);
        double[] decades = [.. Enumerable.Range(0, side).Select(i => Math.Pow(10, -5.0 * i / side))];
        var matrix = u.matmul(tensor(decades).diag()).matmul(w.t());
        var x = matrix / matrix.norm();
        for (var i = 0; i < 5; i++)
        {
            var a = x.matmul(x.t());
            x = x.Times(3.4445).Plus(a.Times(-4.7750).Plus(a.matmul(a).Times(2.0315)).matmul(x));
        }
        var result = Muon.Orthogonalize(matrix.to_type(ScalarType.Float32).unsqueeze(0))[0].to_type(ScalarType.Float64);
        Assert.InRange((result - x).abs().max().item<double>(), 0, 2e-4);
    }

    [Fact]
    public void Matrices_move_by_the_orthogonalized_nesterov_momentum_and_vectors_as_by_adam()
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        using var module = nn.Conv2d(3, 10, 3);
        using var twin = nn.Conv2d(3, 10, 3);
        twin.load_state_dict(module.state_dict());
        using var group = new ParameterGroup(module, s_settings);
        using var adam = new ParameterGroup(twin, s_settings with { Optimizer = OptimizerType.Adam });
        var average = zeros(10, 27);
        for (var step = 0; step < 3; step++)
        {
            var before = module.weight.detach().clone().view(10, 27);
            var gradient = randn(group.Gradients.numel());
            group.Gradients.copy_(gradient);
            adam.Gradients.copy_(gradient);
            var ofWeight = module.weight.grad!.clone().view(10, 27);
            group.Update(step);
            adam.Update(step);
            average = average.Times(0.95).Plus(ofWeight);
            var direction = ofWeight.Plus(average.Times(0.95));
            var expected = before - Muon.Orthogonalize(direction.unsqueeze(0))[0].Times(0.01 * 0.2 * Math.Sqrt(27));
            Assert.True(module.weight.detach().view(10, 27).allclose(expected, 1e-5, 1e-7), $"The weight differs after step {step + 1}.");
            Assert.True(module.bias!.Equals(twin.bias!), $"The bias differs after step {step + 1}.");
        }
    }

    [Fact]
    public void Matrices_of_one_shape_move_as_each_would_by_itself()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        using var pair = nn.Sequential(("a", nn.Linear(12, 9, hasBias: false)), ("b", nn.Linear(12, 9, hasBias: false)));
        using var group = new ParameterGroup(pair, s_settings);
        group.Gradients.copy_(randn(group.Gradients.numel()));
        (Tensor Before, Tensor Gradient)[] matrices = [.. pair.parameters().Select(p => (p.detach().clone(), p.grad!.clone()))];
        Assert.Equal(2, matrices.Length);
        group.Update(0);
        foreach (var (parameter, (before, gradient)) in pair.parameters().Zip(matrices))
        {
            // The momentum of a first step is the gradient; what it is multiplied by does not change an orthogonal matrix.
            var expected = before - Muon.Orthogonalize(gradient.unsqueeze(0))[0].Times(0.01 * 0.2 * Math.Sqrt(12));
            Assert.True(parameter.detach().allclose(expected, 1e-4, 1e-6));
        }
    }

    [Theory]
    [InlineData(8, 8, true)]
    [InlineData(7, 8, false)]
    [InlineData(8, 7, false)]
    [InlineData(64, 1, false)]
    public void A_matrix_has_eight_rows_and_columns_at_least(int rows, int columns, bool isMatrix)
    {
        using var module = nn.Linear(columns, rows, hasBias: false);
        using var group = new ParameterGroup(module, s_settings);
        var (_, average) = Assert.Single(group.Named(), n => n.Name == "muon.average");
        Assert.Equal(isMatrix ? rows * columns : 0, average.numel());
    }

    [Fact]
    public void A_kernel_of_few_outputs_is_left_to_adam()
    {
        using var scope = NewDisposeScope();
        using var module = nn.Conv2d(16, 3, 3);
        using var twin = nn.Conv2d(16, 3, 3);
        twin.load_state_dict(module.state_dict());
        using var group = new ParameterGroup(module, s_settings);
        using var adam = new ParameterGroup(twin, s_settings with { Optimizer = OptimizerType.Adam });
        group.Gradients.Fill(0.5);
        adam.Gradients.Fill(0.5);
        group.Update(0);
        adam.Update(0);
        Assert.True(module.weight.Equals(twin.weight));
    }

    [Fact]
    public void A_checkpoint_has_the_average()
    {
        using var module = nn.Linear(20, 10);
        using var group = new ParameterGroup(module, s_settings);
        var (_, value) = Assert.Single(group.Named(), n => n.Name == "muon.average");
        Assert.Equal(200, value.numel());
    }
}
