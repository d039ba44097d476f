using LiteVae.Checkpoints;
using LiteVae.Codec.Models.Files;
using LiteVae.Data;
using LiteVae.Losses;
using LiteVae.Training.Observers;
using static TorchSharp.torch;

namespace LiteVae.Training;

/// <summary>Trains an autoencoder by a recipe, in a run folder, watched by observers. Owns its tensors and data.</summary>
public sealed class Trainer : IDisposable
{
    private readonly Recipe _recipe;
    private readonly TrainConfig _config;
    private readonly RunFolder _folder;
    private readonly TrainingSchedule _schedule;
    private readonly TrainingData _data;
    private readonly TrainingTensors _tensors;
    private readonly ReconstructionObjective _objective;
    private readonly CheckpointStore _checkpoints;
    private readonly ValidationSet _validation;
    private readonly ITrainingObserver _observer;
    private readonly Device _device;
    private TrainingState _state;
    private SampleSheet? _lastSheet;

    private Trainer(Recipe recipe, RunFolder folder, Device device, ITrainingObserver observer)
    {
        (_recipe, _config, _folder, _device, _observer) = (recipe, recipe.Train, folder, device, observer);
        _schedule = new TrainingSchedule(_config);
        _objective = new ReconstructionObjective(
            recipe.Loss, _config.Precision == TrainPrecision.Bf16 ? ScalarType.BFloat16 : ScalarType.Float32, device);
        _data = TrainingData.Open(recipe);
        _tensors = new TrainingTensors(recipe, device);
        _checkpoints = new CheckpointStore(folder.Checkpoints, _config.KeepCheckpoints);
        _validation = new ValidationSet(_data.Validation, _config.Phases[^1].Resolution, device);
        _state = TrainingState.Start;
    }

    /// <summary>Files that could not be read so far.</summary>
    public SkippedImages Skipped => _data.Training.Skipped;

    /// <summary>Begins a run in a folder that holds none.</summary>
    /// <exception cref="TrainingException">The folder holds a run already, or cannot be written to.</exception>
    /// <exception cref="DatasetException">The data cannot be read.</exception>
    public static Trainer Start(Recipe recipe, RunFolder folder, Device device, ITrainingObserver observer)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(folder);
        return Open(recipe, folder, device, observer, _ => folder.CreateNew(recipe.ToYaml()));
    }

    /// <summary>Goes on with a run from its latest checkpoint, or from its beginning where there is none yet.</summary>
    /// <exception cref="TrainingException">The folder holds no run.</exception>
    /// <exception cref="CheckpointException">The checkpoint is damaged.</exception>
    public static Trainer Resume(Recipe recipe, RunFolder folder, Device device, ITrainingObserver observer)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(folder);
        return Open(recipe, folder, device, observer, trainer =>
        {
            Directory.CreateDirectory(folder.Samples);
            Directory.CreateDirectory(folder.Checkpoints);
            trainer._state = trainer._checkpoints.LoadLatest(trainer._tensors) ?? TrainingState.Start;
        });
    }

    /// <summary>Trains to the end of the schedule, or until asked to stop; then evaluates and writes the model.</summary>
    /// <param name="stop">Ends the run after the present step, with a checkpoint from which it can be resumed.</param>
    /// <exception cref="TrainingException">The loss is not finite, or a file cannot be written; the last checkpoint stays.</exception>
    /// <exception cref="DatasetException">Not one image can be read.</exception>
    public RunSummary Run(CancellationToken stop = default)
    {
        var clock = new RunClock(_schedule, _state);
        try
        {
            _observer.RunStarted(RunDescription.Of(_recipe, _folder, _tensors.Model, _data, _schedule, _state, _device));
            if (_state.Step == 0)
                Sample(); // what the untrained model makes of the images
            Train(clock, stop);
            return _state.Step < _schedule.TotalSteps ? Interrupt(clock) : Finish(clock, stop);
        }
        catch (Exception e) when (e is NonFiniteLossException or IOException or UnauthorizedAccessException or CheckpointException)
        {
            throw Fail(e, clock);
        }
    }

    private static Trainer Open(Recipe recipe, RunFolder folder, Device device, ITrainingObserver observer, Action<Trainer> prepare)
    {
        var trainer = new Trainer(recipe, folder, device, observer);
        try
        {
            prepare(trainer);
            return trainer;
        }
        catch
        {
            trainer.Dispose();
            throw;
        }
    }

    private void Train(RunClock clock, CancellationToken stop)
    {
        using var loader = new BatchLoader(
            _data.Training, _schedule.Plan, (ulong)_recipe.Seed, _recipe.Data.Workers, _recipe.Data.Flip, _state.Images);
        while (_state.Step < _schedule.TotalSteps && !stop.IsCancellationRequested)
        {
            using var scope = NewDisposeScope();
            var images = loader.Next().Images.to(_device); // [B, 3, R, R] in [-1,1]
            var seed = StepSeed.Of(_recipe.Seed, _state.Images); // a resumed step draws the same noise
            using var scalars = new StepScalars(_config.Accumulate);

            _tensors.BeginStep();
            _tensors.Adversary?.BeginStep(_state.Step, seed);
            Accumulate(images, seed, scalars);
            var (updated, gradientNorm) = Update(scalars);

            _state = _state with
            {
                Step = _state.Step + 1,
                Images = _state.Images + images.size(0),
                Skipped = _state.Skipped + (updated ? 0 : 1),
                SkippedInARow = updated ? 0 : _state.SkippedInARow + 1,
            };
            if (_state.SkippedInARow > _config.MaxSkippedSteps)
                throw new NonFiniteLossException(_state, scalars.Read(), gradientNorm);
            Observe(scalars, gradientNorm, clock);
        }
    }

    // The gradients of both sides for the whole batch, a part at a time.
    private void Accumulate(Tensor images, long seed, StepScalars scalars)
    {
        var parts = _config.Accumulate;
        manual_seed(seed);
        var noise = _tensors.Model.DrawNoise(images); // for the whole batch, so that its parts do not depend on their number
        foreach (var (part, partNoise) in images.chunk(parts).Zip(noise.chunk(parts)))
        {
            using var scope = NewDisposeScope();
            var reconstruction = Differentiate(part, partNoise, parts, scalars);
            _tensors.Adversary?.Learn(scalars, part, reconstruction, _state.Step, parts);
        }
    }

    // The autoencoder's side. Its graph, which holds every feature map, is gone before the discriminator makes its own:
    // only the reconstruction is left, without a graph.
    private Tensor Differentiate(Tensor part, Tensor noise, int parts, StepScalars scalars)
    {
        using var scope = NewDisposeScope();
        using var posterior = _tensors.Network.Encode(part);
        var reconstruction = _tensors.Network.Decode(posterior.Sample(noise));
        var averaged = _objective.ComparesWithAverage ? _tensors.ReconstructByAverage(part, noise) : null;
        var terms = _objective.Compute(reconstruction, part, posterior, averaged);
        _tensors.Adversary?.AddGeneratorTerm(terms, scalars, reconstruction, _tensors.LastLayer, _state.Step, measured: WillBeLogged);
        scalars.Add(terms.Named);
        _tensors.Backward(terms.Total / parts);
        return reconstruction.detach().MoveToOuterDisposeScope();
    }

    // A gradient that is not finite leaves the weights as they are.
    private (bool Updated, double GradientNorm) Update(StepScalars scalars)
    {
        var gradientNorm = GradientNorm.Clip(_tensors.Gradients, _config.GradientClip);
        if (!double.IsFinite(gradientNorm) || _tensors.Adversary?.Update(scalars, _state.Step) == false)
            return (false, gradientNorm);
        _tensors.Optimizer.Step(_state.Step + 1, _schedule.LearningRateAt(_state.Step));
        _tensors.UpdateAverage(AverageDecay(_state.Step));
        return (true, gradientNorm);
    }

    private bool WillBeLogged => (_state.Step + 1) % _config.LogEvery == 0;

    private void Observe(StepScalars scalars, double gradientNorm, RunClock clock)
    {
        var info = clock.Tick(_state);
        _observer.StepCompleted(info);
        if (IsDue(_config.LogEvery))
        {
            var values = scalars.Read();
            values["gradient_norm"] = gradientNorm;
            values["learning_rate"] = _schedule.LearningRateAt(_state.Step - 1);
            values["resolution"] = info.Resolution;
            values["images_per_second"] = info.ImagesPerSecond;
            values["skipped_steps"] = _state.Skipped;
            _observer.Logged(new LogEntry(_state.Step, _state.Images, values));
        }
        if (IsDue(_config.SampleEvery) || _state.Step == _schedule.TotalSteps)
            Sample();
        if (IsDue(_config.CheckpointEvery) || _state.Step == _schedule.TotalSteps)
            Save(clock);
    }

    private bool IsDue(int every) => _state.Step % every == 0;

    private void Sample()
    {
        var sheet = _lastSheet = _validation.Sample(_tensors.Best, _state);
        var psnr = sheet.Items.Average(i => i.Psnr);
        _state = _state with { Psnr = psnr };
        _observer.Logged(new LogEntry(_state.Step, _state.Images, new Dictionary<string, double> { ["eval/psnr"] = psnr }));
        _observer.Sampled(sheet);
    }

    private void Save(RunClock clock)
    {
        _state = _state with { Elapsed = clock.Elapsed };
        _checkpoints.Save(_state, _tensors);
    }

    private RunSummary Interrupt(RunClock clock)
    {
        Save(clock);
        return End(Summary(clock) with
        {
            Outcome = RunOutcome.Interrupted,
            Message = $"Stopped after step {_state.Step} of {_schedule.TotalSteps}. Go on with: litevae train --resume {_folder.Root}",
        });
    }

    private RunSummary Finish(RunClock clock, CancellationToken stop)
    {
        ModelFile.Save(_folder.Model, _tensors.Best);
        var evaluated = _validation.Evaluate(_tensors.Best, stop);
        return End(Summary(clock) with
        {
            Metrics = evaluated.Metrics,
            EvaluatedOn = evaluated.Description,
            // A run resumed after its last step has drawn none yet.
            Samples = _lastSheet ?? _validation.Sample(_tensors.Best, _state),
            Subbands = _validation.Subbands(),
            ModelPath = _folder.Model,
        });
    }

    private RunSummary Summary(RunClock clock) => new()
    {
        Outcome = RunOutcome.Finished,
        Step = _state.Step,
        Images = _state.Images,
        Elapsed = clock.Elapsed,
        PeakMemoryMiB = Runtime.ProcessMemory.PeakMiB,
    };

    private RunSummary End(RunSummary summary)
    {
        _observer.RunEnded(summary);
        return summary;
    }

    private TrainingException Fail(Exception cause, RunClock clock)
    {
        var kept = _checkpoints.LatestStep is { } step
            ? $"The checkpoint of step {step} is kept: litevae train --resume {_folder.Root}"
            : "No checkpoint had been written yet.";
        var message = $"{cause.Message.TrimEnd('.')}. {kept}";
        try
        {
            _observer.RunEnded(Summary(clock) with { Outcome = RunOutcome.Failed, Message = message });
        }
        catch (IOException)
        {
            // The disk that failed the run may fail its report too: the first cause is what the user is told.
        }
        return new TrainingException(message, cause);
    }

    // A short average early on: 0.999 would still remember the initial weights for thousands of steps.
    private double AverageDecay(long step) => _config.EmaDecay is { } decay ? Math.Min(decay, (1.0 + step) / (10.0 + step)) : 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        _tensors.Dispose();
        _objective.Dispose();
        _data.Dispose();
    }
}
