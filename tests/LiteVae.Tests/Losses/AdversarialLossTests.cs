using LiteVae.Discriminators;
using LiteVae.Losses.Adversarial;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Tests.Losses;

public sealed class AdversarialLossTests
{
    public static TheoryData<AdversarialLossType> Types => [.. Enum.GetValues<AdversarialLossType>()];

    [Fact]
    public void Hinge_is_that_of_its_formula()
    {
        var real = new DiscriminatorOutput(Logits(0.5, 2, -1), Logits(0.25));
        var fake = new DiscriminatorOutput(Logits(-3, 0, 1), Logits(-0.5));
        // Pixels: real (0.5 + 0 + 2)/3, fake (0 + 1 + 2)/3; global: 0.75 and 0.5.
        Assert.Equal(((2.5 / 3 + 1) / 2 + 1.25 / 2) / 2, AdversarialLoss.Discriminator(AdversarialLossType.Hinge, real, fake).item<double>(), 1e-12);
        Assert.Equal((2.0 / 3 + 0.5) / 2, AdversarialLoss.Generator(AdversarialLossType.Hinge, fake).item<double>(), 1e-12);
    }

    [Fact]
    public void Logistic_is_that_of_its_formula()
    {
        static double Softplus(double x) => Math.Log(1 + Math.Exp(x));
        var real = new DiscriminatorOutput(Logits(0.5, 2), null);
        var fake = new DiscriminatorOutput(Logits(-3, 1), null);
        var expected = (Softplus(-0.5) + Softplus(-2) + Softplus(-3) + Softplus(1)) / 4;
        Assert.Equal(expected, AdversarialLoss.Discriminator(AdversarialLossType.Logistic, real, fake).item<double>(), 1e-12);
        Assert.Equal((Softplus(3) + Softplus(-1)) / 2, AdversarialLoss.Generator(AdversarialLossType.Logistic, fake).item<double>(), 1e-12);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Gradients_are_those_of_finite_differences(AdversarialLossType type)
    {
        using var real = FormulaTensors.Make([2, 1, 4, 4], 1, 2);
        using var fake = FormulaTensors.Make([2, 1, 4, 4], 2, 2);
        using var global = FormulaTensors.Make([2, 1], 3, 0.5);
        DiscriminatorOutput Output(Tensor pixels) => new(pixels, global);
        GradientCheck.Assert(x => AdversarialLoss.Discriminator(type, Output(x), Output(fake)), real);
        GradientCheck.Assert(x => AdversarialLoss.Discriminator(type, Output(real), Output(x)), fake);
        GradientCheck.Assert(x => AdversarialLoss.Generator(type, Output(x)), fake);
        GradientCheck.Assert(g => AdversarialLoss.Discriminator(type, new(real, g), Output(fake)), global);
        GradientCheck.Assert(g => AdversarialLoss.Generator(type, new(fake, g)), global);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Large_logits_stay_finite(AdversarialLossType type)
    {
        using var x = tensor(new[] { 1e4f, -1e4f }).view(1, 1, 1, 2).requires_grad_(true);
        var output = new DiscriminatorOutput(x, null);
        var loss = AdversarialLoss.Discriminator(type, output, output).Plus(AdversarialLoss.Generator(type, output));
        loss.backward();
        Assert.True(loss.isfinite().item<bool>() && x.grad!.isfinite().all().item<bool>());
    }

    [Fact]
    public void Half_precision_logits_are_averaged_in_single()
    {
        using var x = zeros([1, 1, 64, 64], ScalarType.BFloat16).Fill(0.1);
        using var loss = AdversarialLoss.Generator(AdversarialLossType.Hinge, new(x, null));
        Assert.Equal(ScalarType.Float32, loss.dtype);
        Assert.Equal(-x[0, 0, 0, 0].to_type(ScalarType.Float32).item<float>(), loss.item<float>(), 1e-6f);
    }

    [Fact]
    public void Outputs_of_different_discriminators_are_refused() =>
        Assert.Throws<ArgumentException>(() => AdversarialLoss.Discriminator(
            AdversarialLossType.Hinge, new(Logits(1), Logits(1)), new(Logits(1), null)));

    private static Tensor Logits(params double[] values) => tensor(values).view(1, 1, 1, -1);
}
