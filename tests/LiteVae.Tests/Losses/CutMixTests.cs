using CsCheck;
using LiteVae.Discriminators;
using LiteVae.Losses.Adversarial;
using LiteVae.Runtime.Numbers;
using static LiteVae.Tests.FormulaTensors;
using static TorchSharp.torch;

namespace LiteVae.Tests.Losses;

public sealed class CutMixTests
{
    [Fact]
    public void A_mask_is_a_box_or_all_but_a_box() =>
        Gen.Select(Gen.Int, Gen.Int[1, 40], Gen.Int[1, 40]).Sample((seed, height, width) =>
        {
            using var masks = CutMix.Masks(new Random(seed), 2, height, width);
            var values = masks.data<float>().ToArray();
            for (var n = 0; n < 2; n++)
            {
                var mask = values.AsSpan(n * height * width, height * width).ToArray();
                Assert.All(mask, v => Assert.True(v is 0 or 1));
                Assert.True(IsBox(mask, width, 0) || IsBox(mask, width, 1));
            }
        }, iter: 300);

    [Fact]
    public void Masks_follow_from_the_random_source_alone()
    {
        using var a = CutMix.Masks(new Random(7), 4, 16, 16);
        using var b = CutMix.Masks(new Random(7), 4, 16, 16);
        using var c = CutMix.Masks(new Random(8), 4, 16, 16);
        Assert.True(a.Same(b));
        Assert.False(a.Same(c));
    }

    [Fact]
    public void Half_of_the_masks_are_inverted()
    {
        using var masks = CutMix.Masks(new Random(5), 4000, 16, 16);
        Assert.Equal(0.5, masks.mean().item<float>(), 0.02);
        // Area 1 - lambda, uniform, less what the borders cut off: the means of both halves are well apart from one half.
        using var distance = masks.mean([1, 2, 3]).Minus(0.5).abs();
        Assert.InRange(distance.mean().item<float>(), 0.2f, 0.35f);
    }

    [Fact]
    public void Mixing_takes_each_pixel_from_one_side()
    {
        using var mask = CutMix.Masks(new Random(1), 3, 8, 8);
        using var mixed = CutMix.Mix(mask, ones(3, 3, 8, 8), -ones(3, 3, 8, 8));
        Assert.True(mixed.Same(mask.Times(2).Minus(1).expand(3, 3, 8, 8)));
    }

    [Theory]
    [InlineData(0, 3, 4, 2, 5, 3, 6)]
    [InlineData(1, 3, 4, 2, 5, 3, 6)]
    [InlineData(0, 0, 7, 0, 2, 6, 8)] // cut off at the borders
    [InlineData(1, 7, 0, 6, 8, 0, 2)]
    public void A_box_has_the_area_and_the_center_that_are_drawn(int kind, int row, int column, int top, int bottom, int left, int right)
    {
        // The box has 1 - 0.84 = 0.4^2 of the area: 3.2 of 8 rows and columns, which is 3.
        using var masks = CutMix.Masks(new Drawn(0.84, [row, column, kind]), 1, 8, 8);
        var expected = new float[64];
        for (var i = 0; i < 64; i++)
            expected[i] = i / 8 >= top && i / 8 < bottom && i % 8 >= left && i % 8 < right ? kind : 1 - kind;
        Assert.Equal(expected, masks.data<float>().ToArray());
    }

    [Theory]
    [InlineData(-1, 100, 0)]
    [InlineData(-1, 0, 0.5)]
    [InlineData(0, 100, 0)]
    [InlineData(50, 100, 0.25)]
    [InlineData(100, 100, 0.5)]
    [InlineData(1000, 100, 0.5)]
    [InlineData(0, 0, 0.5)]
    public void Probability_ramps_to_one_half(long step, long ramp, double expected) =>
        Assert.Equal(expected, CutMix.Probability(step, ramp));

    [Fact]
    public void Terms_are_those_of_their_formulas()
    {
        static Tensor Row(params double[] values) => tensor(values).view(1, 1, 1, -1);
        var mixed = new DiscriminatorOutput(Row(0.5, 0.5), tensor(new[] { 0.25 }).view(1, 1));
        var real = new DiscriminatorOutput(Row(2, 3), mixed.Global);
        var fake = new DiscriminatorOutput(Row(-2, -1), mixed.Global);
        var terms = CutMixLoss.Compute(AdversarialLossType.Hinge, mixed, real, fake, tensor(new[] { 1f, 0f }).view(1, 1, 1, 2));
        Assert.Equal(((0.5 + 1.5) / 2 + 1.25) / 2, terms.Adversarial.item<double>(), 1e-12);
        Assert.Equal((1.5 * 1.5 + 1.5 * 1.5) / 2, terms.Consistency.item<double>(), 1e-12); // Target: 2, -1.
    }

    [Fact]
    public void A_steps_loss_and_gradients_are_a_quarter_of_the_published_ones()
    {
        using var scope = NewDisposeScope();
        var expected = Fixture("adversarial/adversarial.json")["cutmix"]!;
        Tensor[] pixels = [.. Enumerable.Range(1, 3).Select(i => Make([2, 1, 6, 5], i, 2).requires_grad_(true))];
        Tensor[] heads = [.. Enumerable.Range(4, 3).Select(i => Make([2, 1], i, 2).requires_grad_(true))];
        DiscriminatorOutput[] outputs = [.. pixels.Zip(heads, (p, g) => new DiscriminatorOutput(p, g))];
        var mask = Make([2, 1, 6, 5], 7).GreaterThan(0).@float();
        AssertEqual(expected["other"], AdversarialLoss.Discriminator(AdversarialLossType.Hinge, outputs[1], outputs[2]).Times(4));
        var total = CutMixLoss.Compute(AdversarialLossType.Hinge, outputs[0], outputs[1], outputs[2], mask).Total(0.7).Times(4);
        AssertEqual(expected["total"], total);
        var gradients = autograd.grad([total], [.. pixels, heads[0]]);
        foreach (var (numbers, gradient) in expected["gradients"]!.AsArray().Zip(gradients))
            AssertEqual(numbers, gradient);
    }

    [Theory]
    [InlineData(AdversarialLossType.Hinge)]
    [InlineData(AdversarialLossType.Logistic)]
    public void Gradients_are_those_of_finite_differences(AdversarialLossType type)
    {
        using var mask = CutMix.Masks(new Random(2), 2, 4, 4);
        using var global = Make([2, 1], 9, 0.5);
        DiscriminatorOutput[] outputs = [.. Enumerable.Range(1, 3).Select(i => new DiscriminatorOutput(Make([2, 1, 4, 4], i, 2), global))];
        Tensor Loss(DiscriminatorOutput mixed, DiscriminatorOutput real, DiscriminatorOutput fake)
        {
            var terms = CutMixLoss.Compute(type, mixed, real, fake, mask);
            return terms.Adversarial.Plus(terms.Consistency.Times(0.3));
        }
        GradientCheck.Assert(x => Loss(new(x, global), outputs[1], outputs[2]), outputs[0].Pixels);
        GradientCheck.Assert(x => Loss(outputs[0], new(x, global), outputs[2]), outputs[1].Pixels);
        GradientCheck.Assert(x => Loss(outputs[0], outputs[1], new(x, global)), outputs[2].Pixels);
        GradientCheck.Assert(g => Loss(new(outputs[0].Pixels, g), outputs[1], outputs[2]), global);
    }

    [Fact]
    public void Outputs_of_different_discriminators_are_refused()
    {
        var (both, pixels) = (new DiscriminatorOutput(zeros(1, 1, 2, 2), zeros(1, 1)), new DiscriminatorOutput(zeros(1, 1, 2, 2), null));
        Assert.Throws<ArgumentException>(() => CutMixLoss.Compute(AdversarialLossType.Hinge, both, pixels, both, zeros(1, 1, 2, 2)));
        Assert.Throws<ArgumentException>(() => CutMixLoss.Compute(AdversarialLossType.Hinge, both, both, pixels, zeros(1, 1, 2, 2)));
    }

    [Fact]
    public void A_discriminator_without_pixel_logits_is_refused()
    {
        var patches = new DiscriminatorOutput(zeros(1, 1, 2, 2), null);
        Assert.Throws<ArgumentException>(() => CutMixLoss.Compute(AdversarialLossType.Hinge, patches, patches, patches, zeros(1, 1, 4, 4)));
    }

    private static bool IsBox(float[] mask, int width, float inside)
    {
        int[] cells = [.. Enumerable.Range(0, mask.Length).Where(i => mask[i] == inside)];
        if (cells.Length == 0)
            return true;
        var rows = cells.Max(i => i / width) - cells.Min(i => i / width) + 1;
        var columns = cells.Max(i => i % width) - cells.Min(i => i % width) + 1;
        return rows * columns == cells.Length;
    }

    /// <summary>A random source that draws the numbers it is given.</summary>
    private sealed class Drawn(double share, int[] numbers) : Random
    {
        private int _next;

        public override double NextDouble() => share;

        public override int Next(int maxValue)
        {
            Assert.InRange(numbers[_next], 0, maxValue - 1);
            return numbers[_next++];
        }
    }
}
