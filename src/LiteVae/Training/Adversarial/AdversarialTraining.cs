using LiteVae.Discriminators;
using LiteVae.Losses;
using LiteVae.Losses.Adversarial;
using LiteVae.Runs;
using LiteVae.Runs.Optimization;
using LiteVae.Runs.Ranks;
using LiteVae.Runtime.Numbers;
using TorchSharp;
using static TorchSharp.torch;

namespace LiteVae.Training.Adversarial;

/// <summary>The discriminator, and the terms of both sides of the game. Owns its tensors.</summary>
/// <remarks>
/// A step calls <see cref="BeginStep"/>, then for each part of the batch <see cref="AddGeneratorTerm"/> and
/// <see cref="Learn"/>. Everything random follows from the step's seed.
/// </remarks>
internal sealed class AdversarialTraining : IDisposable
{
    private readonly AdversarialConfig _config;
    private readonly AdversarialSchedule _schedule;
    private readonly Discriminator _discriminator;
    private readonly ScalarType _type;
    private readonly RankGroup _ranks;
    private Random _random = new(0);
    private bool _cutMix;
    private bool _isAtOwnMasks;

    /// <param name="config">The term.</param>
    /// <param name="layout">Its discriminator, laid out for the run's resolutions.</param>
    /// <param name="precision">In bfloat16, UNet's and StyleGAN's convolutions compute in it; PatchGAN's batch norm has no such form.</param>
    /// <param name="device">Where it computes.</param>
    /// <param name="ranks">Those that train together.</param>
    public AdversarialTraining(AdversarialConfig config, DiscriminatorConfig layout, TrainPrecision precision, Device device, RankGroup ranks)
    {
        _ranks = ranks;
        _config = config;
        _schedule = new AdversarialSchedule(config);
        _type = precision == TrainPrecision.Bf16 && layout.Type != DiscriminatorType.Patchgan ? ScalarType.BFloat16 : ScalarType.Float32;
        _discriminator = Discriminator.Create(layout);
        _discriminator.to(device);
        _discriminator.train();
        if (!ranks.IsAlone)
            _discriminator.ShareStatistics(ranks.Communicator);
        Group = new ParameterGroup(_discriminator, new ParameterGroupSettings
        {
            Name = "discriminator",
            LearningRate = new LearningRateSchedule(config.LearningRate),
            Betas = config.Betas,
            Begin = config.Begin,
        });
    }

    /// <summary>The discriminator's parameters with their optimizer.</summary>
    public ParameterGroup Group { get; }

    /// <summary>Draws what is random in a step.</summary>
    public void BeginStep(StepContext step)
    {
        _random = new Random(HashCode(step.Seed));
        _isAtOwnMasks = false;
        _cutMix = _random.NextDouble() < _schedule.CutMixProbability(step.StepsDone);
    }

    /// <summary>Adds what the autoencoder should do about the discriminator, which is held fixed.</summary>
    /// <param name="terms">Receives the term.</param>
    /// <param name="step">Receives the weight in force and, where logged, the ratio of the gradients' norms (Figure 7).</param>
    /// <param name="reconstruction">[B,3,H,W], with its graph.</param>
    /// <param name="lastLayer">The weight of the decoder's last layer.</param>
    public void AddGeneratorTerm(LossTerms terms, StepContext step, Tensor reconstruction, Tensor lastLayer)
    {
        var share = _schedule.Share(step.StepsDone);
        if (share == 0)
            return;
        RequireGradients(false);
        var loss = AdversarialLoss.Generator(_config.Loss, Judge(reconstruction));
        RequireGradients(true);

        var weight = _config.Weight * share;
        if (_config.Adaptive || step.IsLogged) // an adaptive weight needs the norms anyhow
        {
            var adaptive = AdaptiveWeight.Compute(
                terms.Reconstruction, loss, lastLayer, AdaptiveWeight.Max(_config.AdaptiveLimit, reconstruction[0].numel()), _ranks.IsAlone ? null : _ranks);
            if (_config.Adaptive)
                weight *= adaptive.Weight.item<double>();
            var ratio = adaptive.AdversarialNorm / adaptive.ReconstructionNorm;
            step.Scalars.Add("adversarial_gradient_ratio", ratio);
            step.Scalars.Add("adversarial_gradient_ratio_weighted", ratio.Times(weight));
        }
        step.Scalars.Add("adversarial_weight", weight);
        terms.Add("adversarial", loss, weight);
    }

    /// <summary>Adds the discriminator's gradients for one part of the batch.</summary>
    /// <param name="step">Receives its losses and accuracies.</param>
    /// <param name="real">[B,3,H,W] in [-1,1].</param>
    /// <param name="fake">Their reconstructions, without a graph.</param>
    /// <param name="parts">The number of parts of the batch.</param>
    public void Learn(StepContext step, Tensor real, Tensor fake, int parts)
    {
        if (!Group.TrainsAt(step.StepsDone))
            return;
        var scalars = step.Scalars;
        using var scope = NewDisposeScope();
        var (onReal, onFake) = (Judge(real), Judge(fake));
        var loss = AdversarialLoss.Discriminator(_config.Loss, onReal, onFake);
        scalars.Add("discriminator/adversarial", loss.detach());
        scalars.Add("discriminator/accuracy_real", onReal.RealFraction());
        scalars.Add("discriminator/accuracy_fake", onFake.RealFraction().SubtractedFrom(1));
        if (_cutMix)
        {
            var mask = DrawMasks(real, parts).to(real.device);
            var mixed = Judge(CutMix.Mix(mask, real, fake));
            var terms = CutMixLoss.Compute(_config.Loss, mixed, onReal, onFake, mask);
            scalars.Add("discriminator/cutmix", terms.Adversarial.detach());
            scalars.Add("discriminator/consistency", terms.Consistency.detach());
            loss = terms.Total(_config.CutMix!.Consistency);
        }
        if (_schedule.HasR1(step.StepsDone))
        {
            var penalty = R1Penalty.Compute(_discriminator, real, _config.R1!.Gamma);
            scalars.Add("discriminator/r1", penalty.detach());
            loss = loss.Plus(penalty.Times(_config.R1.Interval));
        }
        scalars.Add("discriminator/loss", loss.detach());
        loss.DividedBy(parts).backward();
    }

    public void Dispose()
    {
        Group.Dispose();
        _discriminator.Dispose();
    }

    // The masks of a batch are the same however many ranks divide it: those of the ranks before this one are drawn too.
    private Tensor DrawMasks(Tensor real, int parts)
    {
        var (count, height, width) = ((int)real.size(0), (int)real.size(2), (int)real.size(3));
        if (!_isAtOwnMasks)
            CutMix.Skip(_random, _ranks.Share.Rank * parts * count, height, width);
        _isAtOwnMasks = true;
        return CutMix.Masks(_random, count, height, width);
    }

    private DiscriminatorOutput Judge(Tensor images) => _discriminator.call(images.to_type(_type));

    // Without this, the autoencoder's backward would spend time on gradients that are thrown away.
    private void RequireGradients(bool required)
    {
        foreach (var parameter in _discriminator.parameters())
            parameter.requires_grad = required;
    }

    private static int HashCode(long seed) => (int)(seed ^ (seed >> 32));
}
