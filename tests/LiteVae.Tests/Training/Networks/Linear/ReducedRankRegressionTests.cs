using LiteVae.Runtime.Numbers;
using LiteVae.Training.Networks.Linear;
using static TorchSharp.torch;

namespace LiteVae.Tests.Training.Networks.Linear;

public sealed class ReducedRankRegressionTests
{
    [Fact]
    public void A_linear_relation_is_found()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var (x, weight, bias) = (randn(400, 6).Plus(2), randn(6, 3), randn(3));
        var y = x.matmul(weight).Plus(bias);
        using var regression = new ReducedRankRegression(6, 3);
        regression.Add(x[..150], y[..150]);
        regression.Add(x[150..], y[150..]);
        var map = regression.Predict();
        Assert.True(map.Weight.t().allclose(weight, 1e-3, 1e-3));
        Assert.True(map.Bias.allclose(bias, 1e-3, 5e-3));
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.0)]
    public void Of_itself_it_finds_principal_components(double whitening)
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        var x = (randn(5000, 3) * tensor(new[] { 1f, 5f, 2f })).Plus(tensor(new[] { 3f, 0f, 1f }));
        using var regression = new ReducedRankRegression(3, 3);
        regression.Add(x, x);
        var map = regression.Solve(2, whitening);
        Assert.Equal([2L, 3L], map.Weight.shape);
        var features = x.matmul(map.Weight.t()).Plus(map.Bias);
        var variances = features.var(0, unbiased: false);
        Assert.InRange(features.mean([0]).abs().max().item<float>(), 0, 1e-2f);
        Assert.Equal(whitening == 1 ? 1 : 25, variances[0].item<float>(), whitening == 1 ? 1e-2 : 1.5);
        Assert.Equal(whitening == 1 ? 1 : 4, variances[1].item<float>(), whitening == 1 ? 1e-2 : 0.3);
        var share = map.Weight.abs() / map.Weight.abs().sum(1, keepdim: true);
        Assert.True(share[0, 1].item<float>() > 0.9f, "The first component is the second coordinate.");
        Assert.True(share[1, 2].item<float>() > 0.9f, "The second component is the third coordinate.");
    }

    [Fact]
    public void Fewer_features_than_values_are_those_that_predict_best()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var x = randn(4000, 4);
        var y = stack([x[.., 2].Times(3), x[.., 0].Times(0.5)], 1); // the first two coordinates alone would be the components of windows
        using var regression = new ReducedRankRegression(4, 2);
        regression.Add(x, y);
        var map = regression.Solve(1, whitening: 1);
        Assert.Equal(1, Math.Abs(map.Weight[0, 2].item<float>()), 5e-2); // of variance 1 within what 4,000 samples tell
        Assert.InRange(map.Weight[0, 0].abs().item<float>(), 0, 5e-2f);
    }
}
