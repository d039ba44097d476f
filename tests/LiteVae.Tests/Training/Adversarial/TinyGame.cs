using LiteVae.Discriminators;
using LiteVae.Losses;
using LiteVae.Losses.Adversarial;
using LiteVae.Runs;
using LiteVae.Runs.Ranks;
using LiteVae.Training;
using LiteVae.Training.Adversarial;
using static TorchSharp.torch;

namespace LiteVae.Tests.Training.Adversarial;

/// <summary>The smallest game between a reconstruction and a discriminator: a 1x1 convolution stands for the decoder's last layer.</summary>
internal sealed class TinyGame
{
    private readonly Tensor _features = FormulaTensors.Make([2, 1, 16, 16], 2).@float();

    public Tensor LastLayer { get; } = FormulaTensors.Make([3, 1, 1, 1], 1).@float().requires_grad_(true);

    public Tensor Image { get; } = FormulaTensors.Make([2, 3, 16, 16], 3).@float();

    /// <summary>Begins a step, and adds the generator's term to those of a reconstruction.</summary>
    public LossTerms Generate(AdversarialTraining adversary, StepContext step)
    {
        var reconstruction = nn.functional.conv2d(_features, LastLayer); // [2, 3, 16, 16]
        var terms = new LossTerms();
        terms.AddReconstruction("l1", (reconstruction - Image).abs().mean(), 1);
        adversary.BeginStep(step);
        adversary.AddGeneratorTerm(terms, step, reconstruction, LastLayer);
        return terms;
    }

    /// <summary>A small discriminator, with the same weights each time.</summary>
    public static AdversarialTraining Create(AdversarialConfig config, DiscriminatorType type, TrainPrecision precision = TrainPrecision.Fp32)
    {
        manual_seed(4);
        var layout = new DiscriminatorConfig { Type = type, Channels = 4, Layers = 2, Resolution = 16 };
        return new AdversarialTraining(config with { Discriminator = layout }, layout, precision, CPU, RankGroup.Alone);
    }
}
