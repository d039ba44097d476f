using LiteVae.Discriminators;
using LiteVae.Losses;
using LiteVae.Losses.Adversarial;
using TorchSharp;
using static TorchSharp.torch;

namespace LiteVae.Training;

/// <summary>The discriminator, its optimizer, and the terms of both sides of the game. Owns its tensors.</summary>
/// <remarks>
/// A step calls <see cref="BeginStep"/>, then for each part of the batch <see cref="AddGeneratorTerm"/> and
/// <see cref="Learn"/>, then <see cref="Update"/>. Everything random follows from the step's seed.
/// </remarks>
internal sealed class AdversarialTraining : IDisposable
{
    private readonly AdversarialConfig _config;
    private readonly AdversarialSchedule _schedule;
    private readonly Discriminator _discriminator;
    private readonly FlatParameters _parameters;
    private readonly Adam _optimizer;
    private readonly ScalarType _type;
    private Random _random = new(0);
    private bool _cutMix;

    /// <param name="config">The term.</param>
    /// <param name="layout">Its discriminator, laid out for the run's resolutions.</param>
    /// <param name="precision">In bfloat16, UNet's and StyleGAN's convolutions compute in it; PatchGAN's batch norm has no such form.</param>
    /// <param name="device">Where it computes.</param>
    public AdversarialTraining(AdversarialConfig config, DiscriminatorConfig layout, TrainPrecision precision, Device device)
    {
        _config = config;
        _schedule = new AdversarialSchedule(config);
        _type = precision == TrainPrecision.Bf16 && layout.Type != DiscriminatorType.Patchgan ? ScalarType.BFloat16 : ScalarType.Float32;
        _discriminator = Discriminator.Create(layout);
        _discriminator.to(device);
        _discriminator.train();
        _parameters = new FlatParameters(_discriminator);
        _optimizer = new Adam(_parameters, config.Betas[0], config.Betas[1]);
    }

    public IEnumerable<FlatParameter> Layout => _parameters.Layout.Select(p => p with { Name = $"discriminator.{p.Name}" });

    /// <summary>Clears the gradients and draws what is random in a step.</summary>
    /// <param name="stepsDone">Steps of the run before this one.</param>
    /// <param name="seed">The step's seed.</param>
    public void BeginStep(long stepsDone, long seed)
    {
        _parameters.Gradients!.zero_();
        _random = new Random(HashCode(seed));
        _cutMix = _random.NextDouble() < _schedule.CutMixProbability(stepsDone);
    }

    /// <summary>Adds what the autoencoder should do about the discriminator, which is held fixed.</summary>
    /// <param name="terms">Receives the term.</param>
    /// <param name="scalars">Receives the weight in force and, where measured, the ratio of the gradients' norms (Figure 7).</param>
    /// <param name="reconstruction">[B,3,H,W], with its graph.</param>
    /// <param name="lastLayer">The weight of the decoder's last layer.</param>
    /// <param name="stepsDone">Steps of the run before this one.</param>
    /// <param name="measured">Whether the gradients' norms are wanted; an adaptive weight needs them anyhow.</param>
    public void AddGeneratorTerm(
        LossTerms terms, StepScalars scalars, Tensor reconstruction, Tensor lastLayer, long stepsDone, bool measured)
    {
        var share = _schedule.Share(stepsDone);
        if (share == 0)
            return;
        RequireGradients(false);
        var loss = AdversarialLoss.Generator(_config.Loss, Judge(reconstruction));
        RequireGradients(true);

        var weight = _config.Weight * share;
        if (_config.Adaptive || measured)
        {
            var adaptive = AdaptiveWeight.Compute(terms.Reconstruction, loss, lastLayer);
            if (_config.Adaptive)
                weight *= adaptive.Weight.item<double>();
            var ratio = adaptive.AdversarialNorm / adaptive.ReconstructionNorm;
            scalars.Add("adversarial_gradient_ratio", ratio);
            scalars.Add("adversarial_gradient_ratio_weighted", ratio * weight);
        }
        scalars.Add("adversarial_weight", weight);
        terms.Add("adversarial", loss, weight);
    }

    /// <summary>Adds the discriminator's gradients for one part of the batch.</summary>
    /// <param name="scalars">Receives its losses and accuracies.</param>
    /// <param name="real">[B,3,H,W] in [-1,1].</param>
    /// <param name="fake">Their reconstructions, without a graph.</param>
    /// <param name="stepsDone">Steps of the run before this one.</param>
    /// <param name="parts">The number of parts of the batch.</param>
    public void Learn(StepScalars scalars, Tensor real, Tensor fake, long stepsDone, int parts)
    {
        if (!_schedule.Trains(stepsDone))
            return;
        using var scope = NewDisposeScope();
        var (onReal, onFake) = (Judge(real), Judge(fake));
        var loss = AdversarialLoss.Discriminator(_config.Loss, onReal, onFake);
        scalars.Add("discriminator/adversarial", loss.detach());
        scalars.Add("discriminator/accuracy_real", onReal.ShareTakenForReal());
        scalars.Add("discriminator/accuracy_fake", 1 - onFake.ShareTakenForReal());
        if (_cutMix)
        {
            var mask = CutMix.Masks(_random, (int)real.size(0), (int)real.size(2), (int)real.size(3)).to(real.device);
            var mixed = Judge(CutMix.Mix(mask, real, fake));
            var terms = CutMixLoss.Compute(_config.Loss, mixed, onReal, onFake, mask);
            scalars.Add("discriminator/cutmix", terms.Adversarial.detach());
            scalars.Add("discriminator/consistency", terms.Consistency.detach());
            loss = loss + terms.Adversarial + _config.CutMix!.Consistency * terms.Consistency;
        }
        if (_schedule.HasR1(stepsDone))
        {
            var penalty = R1Penalty.Compute(_discriminator, real, _config.R1!.Gamma);
            scalars.Add("discriminator/r1", penalty.detach());
            loss = loss + penalty * _config.R1.Interval;
        }
        scalars.Add("discriminator/loss", loss.detach());
        (loss / parts).backward();
    }

    /// <summary>One step of the discriminator's optimizer; none where it does not train yet, or a gradient is not finite.</summary>
    /// <returns>Whether all was finite.</returns>
    public bool Update(StepScalars scalars, long stepsDone)
    {
        if (!_schedule.Trains(stepsDone))
            return true;
        using var norm = _parameters.Gradients!.norm();
        scalars.AddWhole("discriminator/gradient_norm", norm);
        if (!double.IsFinite(norm.item<float>()))
            return false;
        _optimizer.Step(_schedule.StepsBefore(stepsDone) + 1, _config.LearningRate);
        return true;
    }

    /// <summary>The tensors by their names in a checkpoint: spectral norm's vectors and batch norm's statistics among them.</summary>
    public IEnumerable<(string Name, Tensor Value)> Named()
    {
        yield return ("discriminator.weights", _parameters.Values);
        yield return ("discriminator.adam.first_moment", _optimizer.FirstMoment);
        yield return ("discriminator.adam.second_moment", _optimizer.SecondMoment);
        foreach (var (name, buffer) in _discriminator.named_buffers())
            yield return ($"discriminator.buffers.{name}", buffer);
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _discriminator.Dispose();
        _parameters.Dispose();
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
