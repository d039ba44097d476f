using LiteVae.Codec.Configuration;
using LiteVae.Codec.Models;
using LiteVae.Configuration;
using LiteVae.Discriminators;
using LiteVae.Losses;
using LiteVae.Training.Origins;

namespace LiteVae.Training;

/// <summary>Everything that determines a training run. Read one with <see cref="RecipeReader"/>.</summary>
public sealed record Recipe : IValidated
{
    /// <summary>What the recipe is called: the shipped name, or the file it was read from.</summary>
    internal string Name { get; init; } = "recipe";

    /// <summary>Seed of weights, data order, crops and noise.</summary>
    public long Seed { get; init; }

    /// <summary>The networks.</summary>
    public AutoencoderConfig Model { get; init; } = new();

    /// <summary>The files that the first weights come from; null where all are fresh. A recipe's <c>model.from</c> is read into this and <see cref="Model"/>.</summary>
    public RunOrigin? Origin { get; init; }

    /// <summary>The images.</summary>
    public DataConfig Data { get; init; } = new();

    /// <summary>The optimization.</summary>
    public TrainConfig Train { get; init; } = new();

    /// <summary>The objective.</summary>
    public LossConfig Loss { get; init; } = new();

    /// <summary>The discriminator, laid out for the resolutions of the phases; null where there is none.</summary>
    internal DiscriminatorConfig? Discriminator =>
        Train.Phases.Count == 0 ? null : Loss.Adversarial?.Discriminator.LaidOutFor([.. Train.Phases.Select(p => p.Resolution)]);

    /// <summary>The same recipe with another number of steps in its last phase.</summary>
    public Recipe WithSteps(long steps) => this with { Train = Train with { Phases = [.. Train.Phases.SkipLast(1), Train.Phases[^1] with { Steps = steps }] } };

    /// <summary>The recipe as YAML, every value spelled out.</summary>
    public string ToYaml() => ConfigYaml.Write(ConfigWriter.ToNode(this));

    IEnumerable<ConfigProblem> IValidated.Validate()
    {
        var factor = Model.DownsamplingFactor;
        for (var i = 0; factor > 0 && i < Train.Phases.Count; i++)
        {
            if (Train.Phases[i].Resolution % factor != 0)
                yield return new ConfigProblem($"train.phases.{i}.resolution", $"expected a multiple of the model's downsampling factor {factor}; found {Train.Phases[i].Resolution}");
        }
        if (Train.Freeze == FrozenHalf.Decoder && Loss.Adversarial is not null)
            yield return new ConfigProblem("train.freeze", "decoder: the adversarial loss is weighed by gradients at the decoder's last layer; leave out loss.adversarial");
        if (Train.Freeze == FrozenHalf.Decoder && Model.Encoder.FixedLatentChannels is not null)
            yield return new ConfigProblem("train.freeze", "decoder: a fixed wavelet encoder has no weights, so that nothing would be trained");
        if (Loss.Ldl > 0 && Train.EmaDecay is null)
            yield return new ConfigProblem("loss.ldl", "compares with the averaged weights: train.ema_decay must not be null");
        for (var i = 0; Loss.Perceptual is { } perceptual && i < Train.Phases.Count; i++)
        {
            if (Train.Phases[i].Resolution < perceptual.MinSide)
                yield return new ConfigProblem($"train.phases.{i}.resolution", $"the perceptual network needs at least {perceptual.MinSide}; found {Train.Phases[i].Resolution}");
        }
        for (var i = 0; Loss.ScaleEquivariance is not null && factor > 0 && i < Train.Phases.Count; i++)
        {
            var side = Train.Phases[i].Resolution;
            if (side % factor == 0 && side % (2 * factor) != 0)
                yield return new ConfigProblem($"train.phases.{i}.resolution", $"loss.scale_equivariance halves latents: expected a multiple of {2 * factor}; found {side}");
            if (Loss.Perceptual is { } perceptual && side >= perceptual.MinSide && side / 2 < perceptual.MinSide)
                yield return new ConfigProblem($"train.phases.{i}.resolution", $"loss.scale_equivariance compares images of half the side, of which the perceptual network needs at least {perceptual.MinSide}; found {side}");
        }
        if (Discriminator is { } discriminator)
        {
            for (var i = 0; i < Train.Phases.Count; i++)
            {
                if (discriminator.Refuses(Train.Phases[i].Resolution) is { } reason)
                    yield return new ConfigProblem($"train.phases.{i}.resolution", reason);
            }
        }
    }
}
