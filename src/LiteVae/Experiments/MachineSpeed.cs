using System.Diagnostics;
using LiteVae.Codec.Networks.Costs;
using LiteVae.Runs.Description;
using LiteVae.Runs.Observers;
using LiteVae.Runtime;
using LiteVae.Training;
using static TorchSharp.torch;

namespace LiteVae.Experiments;

/// <summary>How fast this machine trains, from a few steps: for estimates of what experiments take.</summary>
public sealed record MachineSpeed
{
    private const int Steps = 4;

    /// <summary>Multiply-accumulates of training a second.</summary>
    public required double MultiplicationsPerSecond { get; init; }

    /// <summary>How much longer a step with a small discriminator takes.</summary>
    public required double AdversarialFactor { get; init; }

    /// <summary>Trains a few steps of the small networks of the scale "quick", with and without a discriminator.</summary>
    /// <param name="device">Where; null: the processor.</param>
    public static MachineSpeed Measure(Device? device = null)
    {
        TorchRuntime.EnsureLoaded();
        var plain = RecipeReader.Read("experiments/quick");
        var (seconds, adversarial) = (SecondsOf(plain, device), SecondsOf(RecipeReader.Read("experiments/quick-adversarial", "loss.adversarial.start=0", "loss.adversarial.warmup=0"), device));
        var (phase, cost) = (plain.Train.Phases[0], ModelCost.Of(plain.Model, plain.Train.Phases[0].Resolution));
        return new MachineSpeed
        {
            MultiplicationsPerSecond = 3.0 * phase.BatchSize * (cost.EncoderMacs + cost.DecoderMacs) / seconds,
            AdversarialFactor = Math.Max(1, adversarial / seconds),
        };
    }

    /// <summary>How long an experiment would take here, with one training of each row.</summary>
    /// <param name="outline">What it takes.</param>
    public TimeSpan Estimate(ExperimentOutline outline)
    {
        ArgumentNullException.ThrowIfNull(outline);
        var seconds = (outline.Multiplications + (AdversarialFactor - 1) * outline.AdversarialMultiplications) / MultiplicationsPerSecond;
        return TimeSpan.FromSeconds(Math.Min(seconds, TimeSpan.MaxValue.TotalSeconds / 2));
    }

    // The fastest of a few steps: the others waited for something else.
    private static double SecondsOf(Recipe recipe, Device? device)
    {
        var phase = recipe.Train.Phases[0];
        recipe = recipe with
        {
            Data = recipe.Data with { Holdout = 1 },
            Train = recipe.Train with { Phases = [phase with { Steps = Steps }], Initialization = new(), LogEvery = int.MaxValue, SampleEvery = int.MaxValue, CheckpointEvery = int.MaxValue },
        };
        using var scope = NewDisposeScope();
        using var timer = new StepTimer();
        SingleBatchTraining.Run(recipe, empty(phase.BatchSize, 3, phase.Resolution, phase.Resolution).uniform_(-1, 1), timer, device);
        return timer.Fastest;
    }

    private sealed class StepTimer : ITrainingObserver
    {
        private readonly Stopwatch _clock = Stopwatch.StartNew();
        private int _steps;

        public double Fastest { get; private set; } = double.PositiveInfinity;

        public void StepCompleted(StepInfo step)
        {
            if (_steps++ > 0) // the first one makes what later ones use again
                Fastest = Math.Min(Fastest, _clock.Elapsed.TotalSeconds);
            _clock.Restart();
        }

        public void RunStarted(RunInfo run)
        {
        }

        public void Logged(LogEntry entry)
        {
        }

        public void Sampled(SampleSheet sheet)
        {
        }

        public void RunEnded(RunSummary summary)
        {
        }

        public void Dispose()
        {
        }
    }
}
