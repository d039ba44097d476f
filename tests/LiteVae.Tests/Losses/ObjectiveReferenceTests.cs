using LiteVae.Autoencoders;
using LiteVae.Discriminators;
using LiteVae.Losses;
using LiteVae.Losses.Adversarial;
using static LiteVae.Tests.FormulaTensors;
using static TorchSharp.torch;

namespace LiteVae.Tests.Losses;

/// <summary>Each term of the objective against PyTorch in float64 (tests/fixtures/training/losses.py).</summary>
public sealed class ObjectiveReferenceTests
{
    private const double Tolerance = 1e-12;

    private readonly System.Text.Json.Nodes.JsonNode _expected = Fixture("training/pieces.json")["terms"]!;

    [Theory]
    [InlineData("l1")]
    [InlineData("wavelet")]
    [InlineData("gaussian")]
    [InlineData("kl")]
    public void Terms_match_PyTorch(string name)
    {
        using var scope = NewDisposeScope();
        var (image, reconstruction) = (Make([2, 3, 16, 24], 4000), Make([2, 3, 16, 24], 4001));
        using var posterior = new DiagonalGaussian(cat([Make([2, 4, 2, 3], 4002, 2), Make([2, 4, 2, 3], 4003, 3)], 1));
        using var objective = new ReconstructionObjective(new LossConfig { L1 = 1, Wavelet = 1, Gaussian = 1, Kl = 1 }, ScalarType.Float64, CPU);
        var terms = objective.Compute(reconstruction, image, posterior);
        AssertEqual(_expected[name], terms.Named.Single(t => t.Name == $"loss/{name}").Value, Tolerance);
    }

    [Theory]
    [InlineData(AdversarialLossType.Hinge, "hinge")]
    [InlineData(AdversarialLossType.Logistic, "logistic")]
    public void Adversarial_losses_match_PyTorch(AdversarialLossType type, string name)
    {
        using var scope = NewDisposeScope();
        var real = new DiscriminatorOutput(Make([2, 1, 4, 4], 4004, 2), Make([2, 1], 4005, 2));
        var fake = new DiscriminatorOutput(Make([2, 1, 4, 4], 4006, 2), Make([2, 1], 4007, 2));
        AssertEqual(_expected[name]!["discriminator"], AdversarialLoss.Discriminator(type, real, fake), Tolerance);
        AssertEqual(_expected[name]!["generator"], AdversarialLoss.Generator(type, fake), Tolerance);
    }
}
