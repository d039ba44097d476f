using LiteVae.Losses.Adversarial;
using LiteVae.Runtime.Numbers;
using static LiteVae.Tests.FormulaTensors;
using static TorchSharp.torch;

namespace LiteVae.Tests.Losses;

public sealed class AdaptiveWeightTests
{
    private readonly Tensor _layer = tensor(new[] { 1f, 2f, 3f }).requires_grad_(true);

    [Fact]
    public void Weight_is_that_of_equation_2()
    {
        var weight = AdaptiveWeight.Compute((_layer * tensor(new[] { 3f, 0f, 4f })).sum(), _layer[1].Times(2), _layer);
        Assert.Equal(5, weight.ReconstructionNorm.item<double>(), 1e-6);
        Assert.Equal(2, weight.AdversarialNorm.item<double>(), 1e-6);
        Assert.Equal(5 / (2 + 1e-4), weight.Weight.item<double>(), 1e-6);
        Assert.False(weight.Weight.requires_grad);
    }

    [Fact]
    public void Both_losses_can_still_be_differentiated()
    {
        var (rec, adv) = (_layer.Squared().sum(), _layer.Power(3).sum());
        var weight = AdaptiveWeight.Compute(rec, adv, _layer);
        rec.Plus(weight.Weight * adv).backward();
        Assert.True(_layer.grad!.isfinite().all().item<bool>());
    }

    [Fact]
    public void A_loss_that_does_not_depend_on_the_layer_ends_nothing()
    {
        using var elsewhere = ones(1).requires_grad_(true);
        Assert.Equal(1e4, AdaptiveWeight.Compute(_layer.sum().Times(10), elsewhere.sum(), _layer).Weight.item<double>()); // Clamped.
        Assert.Equal(0, AdaptiveWeight.Compute(elsewhere.sum(), _layer.sum(), _layer).Weight.item<double>());
        Assert.Equal(0, AdaptiveWeight.Compute(zeros(1), zeros(1), _layer).Weight.item<double>());
    }

    [Theory]
    [InlineData(float.NaN, 1f, 0)]
    [InlineData(1f, float.NaN, 0)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity, 0)]
    [InlineData(float.PositiveInfinity, 1f, 1e4)]
    [InlineData(1f, float.PositiveInfinity, 0)]
    [InlineData(1e30f, 1e-30f, 1e4)]
    public void Weight_is_always_a_number_in_range(float rec, float adv, double expected) =>
        Assert.Equal(expected, AdaptiveWeight.Compute(_layer[0].Times(rec), _layer[0].Times(adv), _layer).Weight.item<double>());

    [Fact]
    public void Weight_and_gradient_are_those_of_the_published_code()
    {
        using var scope = NewDisposeScope();
        const int Elements = 3 * 8 * 8;
        var limited = 0;
        foreach (var expected in Fixture("adversarial/adversarial.json")["adaptive"]!.AsArray())
        {
            var (features, target, direction) = (Make([2, 4, 8, 8], 1), Make([2, 3, 8, 8], 2), Make([2, 3, 8, 8], 3));
            var last = Make([3, 4, 3, 3], 4, 0.3).requires_grad_(true);
            var reconstruction = nn.functional.conv2d(features, last, padding: [1, 1]);
            var rec = (target - reconstruction).abs().mean();
            var adv = -(direction * reconstruction).Times(expected!["scale"]!.GetValue<double>()).sum([1, 2, 3]).mean();
            var weight = AdaptiveWeight.Compute(rec, adv, last, AdaptiveWeight.Max(AdaptiveLimit.Sum, Elements)).Weight;
            AssertEqual(expected["weight"], weight.Times(Elements));
            AssertEqual(expected["gradient"], autograd.grad([rec.Plus(weight.Times(0.5) * adv)], [last])[0].Times(Elements));
            limited += expected["weight"]!.GetValue<double>() == 1e4 ? 1 : 0;
        }
        Assert.InRange(limited, 1, 3);
    }

    [Theory]
    [InlineData(AdaptiveLimit.Sum, 64, 0.8138)]
    [InlineData(AdaptiveLimit.Sum, 256, 0.05086)]
    [InlineData(AdaptiveLimit.Mean, 256, 10_000)]
    public void The_largest_weight_is_in_units_of_the_sum_or_of_the_mean(AdaptiveLimit limit, int side, double expected) =>
        Assert.Equal(1, AdaptiveWeight.Max(limit, 3L * side * side) / expected, 1e-4);

    [Fact]
    public void Wrong_arguments_are_named()
    {
        Assert.Throws<ArgumentException>(() => AdaptiveWeight.Compute(_layer.Times(1), _layer.sum(), _layer));
        Assert.Throws<ArgumentException>(() => AdaptiveWeight.Compute(_layer.sum(), _layer.sum(), ones(3)));
    }
}
