using LiteVae.Discriminators;
using LiteVae.Losses.Adversarial;
using LiteVae.Runs.Optimization;
using LiteVae.Runtime.Numbers;
using TorchSharp;
using static TorchSharp.torch;

namespace LiteVae.Tests.Discriminators;

public sealed class DiscriminatorLearningTests
{
    [Theory]
    [InlineData(DiscriminatorType.Unet, AdversarialLossType.Hinge)]
    [InlineData(DiscriminatorType.Unet, AdversarialLossType.Logistic)]
    [InlineData(DiscriminatorType.Patchgan, AdversarialLossType.Hinge)]
    [InlineData(DiscriminatorType.Stylegan, AdversarialLossType.Logistic)]
    public void It_comes_to_tell_smooth_images_from_noisy_ones(DiscriminatorType type, AdversarialLossType loss)
    {
        using var scope = NewDisposeScope();
        using var net = FormulaTensors.Fill(Discriminator.Create(new DiscriminatorConfig { Type = type, Channels = type == DiscriminatorType.Stylegan ? 1 : 8, Resolution = 16, Layers = 1 }));
        if (type == DiscriminatorType.Stylegan)
            ToUnitVariance(net);
        net.to(ScalarType.Float32);
        net.train();
        using var parameters = new FlatParameters(net);
        using var adam = new Adam(parameters, 0.5, 0.9);
        var random = new Random(1);
        for (var step = 0; step < 75; step++)
        {
            using var stepScope = NewDisposeScope();
            var (real, fake) = Images(step);
            var (onReal, onFake) = (net.call(real), net.call(fake));
            var total = AdversarialLoss.Discriminator(loss, onReal, onFake);
            if (type == DiscriminatorType.Unet && step % 2 == 1)
            {
                var mask = CutMix.Masks(random, 8, 16, 16);
                var terms = CutMixLoss.Compute(loss, net.call(CutMix.Mix(mask, real, fake)), onReal, onFake, mask);
                total = terms.Total(consistency: 1);
            }
            if (type == DiscriminatorType.Stylegan && step % 16 == 0)
                total = total.Plus(R1Penalty.Compute(net, real, gamma: 0.1).Times(R1Penalty.DefaultInterval));
            parameters.Gradients!.zero_();
            total.backward();
            adam.Step(step + 1, 5e-3);
        }

        using var noGrad = no_grad();
        var (unseenReal, unseenFake) = Images(1000);
        var onRealShare = net.call(unseenReal).RealFraction().item<float>();
        var onFakeShare = net.call(unseenFake).RealFraction().item<float>();
        Assert.True(onRealShare > 0.8 && onFakeShare < 0.25, $"Taken for real: {onRealShare:p0} of the real, {onFakeShare:p0} of the noisy.");
    }

    // With equalised learning rate, weights have unit variance, and not He's.
    private static void ToUnitVariance(nn.Module net)
    {
        using var noGrad = no_grad();
        foreach (var weight in net.parameters().Where(p => p.dim() >= 2))
            weight.MultiplyInPlace(Math.Sqrt(weight.numel() / weight.size(0) / 2.0));
    }

    private static (Tensor Real, Tensor Fake) Images(int step)
    {
        var real = FormulaTensors.Make([8, 3, 1, 1], 3 * step).expand(8, 3, 16, 16).Times(0.5).@float();
        return (real, real.Plus(FormulaTensors.Make([8, 3, 16, 16], 3 * step + 1, 0.5).@float()));
    }
}
