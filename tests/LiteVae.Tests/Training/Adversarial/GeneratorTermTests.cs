using LiteVae.Discriminators;
using LiteVae.Losses;
using LiteVae.Losses.Adversarial;
using LiteVae.Runs;
using LiteVae.Runtime.Numbers;
using LiteVae.Training;
using LiteVae.Training.Adversarial;
using static TorchSharp.torch;

namespace LiteVae.Tests.Training.Adversarial;

public sealed class GeneratorTermTests
{
    private readonly Tensor _lastLayer = FormulaTensors.Make([3, 1, 1, 1], 1).@float().requires_grad_(true);
    private readonly Tensor _features = FormulaTensors.Make([2, 1, 16, 16], 2).@float();
    private readonly Tensor _image = FormulaTensors.Make([2, 3, 16, 16], 3).@float();

    [Theory]
    [InlineData(DiscriminatorType.Unet)]
    [InlineData(DiscriminatorType.Patchgan)]
    public void The_generators_loss_leaves_no_gradient_in_the_discriminator(DiscriminatorType type)
    {
        using var adversary = Create(type, adaptive: false);
        Terms(adversary).Total.backward();
        Assert.True(_lastLayer.grad!.abs().sum().item<float>() > 0);
        Assert.Equal(0, adversary.Group.Gradients.abs().max().item<float>());

        using var scalars = new StepScalars(1);
        adversary.Learn(new StepContext(0, 0, scalars, IsLogged: true), _image, _image.Times(0.5), parts: 1);
        Assert.True(adversary.Group.Gradients.abs().max().item<float>() > 0, "The discriminator no longer learns.");
    }

    [Theory]
    [InlineData(DiscriminatorType.Unet)]
    [InlineData(DiscriminatorType.Patchgan)]
    public void An_adaptive_weight_counts_in_the_total(DiscriminatorType type)
    {
        using var adversary = Create(type, adaptive: true);
        using var scalars = new StepScalars(1);
        var terms = Terms(adversary, scalars);
        var values = terms.Named.ToDictionary(t => t.Name, t => t.Value.item<float>());
        var weight = scalars.Read()["adversarial_weight"];
        Assert.True(Math.Abs(weight - 0.25) > 0.01, "The weight is the constant factor alone.");
        Assert.Equal(terms.Reconstruction.item<float>() + weight * values["loss/adversarial"], values["loss/total"], 1e-5);
    }

    private LossTerms Terms(AdversarialTraining adversary, StepScalars? scalars = null)
    {
        using var own = new StepScalars(1);
        var step = new StepContext(0, 0, scalars ?? own, IsLogged: true);
        var reconstruction = nn.functional.conv2d(_features, _lastLayer); // [2, 3, 16, 16]
        var terms = new LossTerms();
        terms.AddReconstruction("l1", (reconstruction - _image).abs().mean(), 1);
        adversary.BeginStep(step);
        adversary.AddGeneratorTerm(terms, step, reconstruction, _lastLayer);
        return terms;
    }

    private static AdversarialTraining Create(DiscriminatorType type, bool adaptive)
    {
        manual_seed(4);
        var layout = new DiscriminatorConfig { Type = type, Channels = 4, Layers = 2, Resolution = 16 };
        return new AdversarialTraining(new AdversarialConfig { Discriminator = layout, Weight = 0.25, Adaptive = adaptive }, layout, TrainPrecision.Fp32, CPU);
    }
}
