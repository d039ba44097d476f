using LiteVae.Discriminators;
using LiteVae.Losses;
using LiteVae.Losses.Adversarial;
using LiteVae.Runs;
using LiteVae.Runtime.Numbers;
using LiteVae.Training.Adversarial;
using static TorchSharp.torch;

namespace LiteVae.Tests.Training.Adversarial;

public sealed class GeneratorTermTests
{
    private readonly TinyGame _game = new();

    [Theory]
    [InlineData(DiscriminatorType.Unet)]
    [InlineData(DiscriminatorType.Patchgan)]
    public void The_generators_loss_leaves_no_gradient_in_the_discriminator(DiscriminatorType type)
    {
        using var adversary = Create(type, adaptive: false);
        Terms(adversary).Total.backward();
        Assert.True(_game.LastLayer.grad!.abs().sum().item<float>() > 0);
        Assert.Equal(0, adversary.Group.Gradients.abs().max().item<float>());

        using var scalars = new StepScalars(1);
        adversary.Learn(new StepContext(0, 0, scalars, IsLogged: true), _game.Image, _game.Image.Times(0.5), parts: 1);
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

    [Fact]
    public void The_logged_ratio_is_that_of_the_gradients_and_its_weighted_form_has_the_weight()
    {
        using var adversary = Create(DiscriminatorType.Unet, adaptive: true);
        using var scalars = new StepScalars(1);
        var terms = Terms(adversary, scalars);
        var values = scalars.Read();
        Assert.Equal(["adversarial_gradient_ratio", "adversarial_gradient_ratio_weighted", "adversarial_weight"], values.Keys.Order(StringComparer.Ordinal));
        var (weight, ratio) = (values["adversarial_weight"], values["adversarial_gradient_ratio"]);
        Assert.Equal(weight * ratio, values["adversarial_gradient_ratio_weighted"], 1e-9);
        double Norm(Tensor loss) => autograd.grad([loss], [_game.LastLayer], retain_graph: true)[0].norm().item<float>();
        // The total's gradient is the reconstruction's and the weighted adversarial one.
        using var adversarial = terms.Total - terms.Reconstruction;
        Assert.Equal(1, Norm(adversarial) / (weight * ratio * Norm(terms.Reconstruction)), 1e-3);
    }

    [Theory]
    [InlineData(true, 3)]
    [InlineData(false, 1)]
    public void A_constant_weight_measures_the_ratio_only_where_it_is_logged(bool isLogged, int count)
    {
        using var adversary = Create(DiscriminatorType.Unet, adaptive: false);
        using var scalars = new StepScalars(1);
        Terms(adversary, scalars, isLogged);
        Assert.Equal(count, scalars.Read().Count);
        Assert.Equal(0.25, scalars.Read()["adversarial_weight"], 1e-7);
    }

    [Fact]
    public void A_batch_in_parts_leaves_the_mean_of_their_gradients()
    {
        using var scope = NewDisposeScope();
        using var adversary = Create(DiscriminatorType.Patchgan, adaptive: false);
        using var scalars = new StepScalars(1);
        var step = new StepContext(0, 0, scalars, IsLogged: true);
        adversary.Learn(step, _game.Image, _game.Image.Times(0.5), parts: 1);
        var whole = adversary.Group.Gradients.clone();
        adversary.Group.ClearGradients();
        adversary.Learn(step, _game.Image, _game.Image.Times(0.5), parts: 4);
        Assert.True(adversary.Group.Gradients.Times(4).allclose(whole, 1e-4, 1e-7));
    }

    [Fact]
    public void Accuracies_are_the_shares_that_are_told_apart()
    {
        using var scope = NewDisposeScope();
        using var adversary = Create(DiscriminatorType.Patchgan, adaptive: false);
        double[] Accuracies(Tensor real, Tensor fake)
        {
            using var scalars = new StepScalars(1);
            adversary.Learn(new StepContext(0, 0, scalars, IsLogged: true), real, fake, parts: 1);
            var values = scalars.Read();
            Assert.Equal(["discriminator/accuracy_fake", "discriminator/accuracy_real", "discriminator/adversarial", "discriminator/loss"], values.Keys.Order(StringComparer.Ordinal));
            Assert.Equal(values["discriminator/adversarial"], values["discriminator/loss"]);
            return [values["discriminator/accuracy_real"], values["discriminator/accuracy_fake"]];
        }

        // What is taken for real on one side is a mistake on the other.
        var same = Accuracies(_game.Image, _game.Image);
        Assert.Equal(1, same[0] + same[1], 1e-6);
        Assert.InRange(same[0], 0.01, 0.99);
    }

    private LossTerms Terms(AdversarialTraining adversary, StepScalars? scalars = null, bool isLogged = true)
    {
        using var own = new StepScalars(1);
        var step = new StepContext(0, 0, scalars ?? own, isLogged);
        return _game.Generate(adversary, step);
    }

    private static AdversarialTraining Create(DiscriminatorType type, bool adaptive) =>
        TinyGame.Create(new AdversarialConfig { Weight = 0.25, Adaptive = adaptive }, type);
}
