using LiteVae.Autoencoders;
using LiteVae.Codec.Models;
using LiteVae.Codec.Networks;
using LiteVae.Codec.Networks.Costs;
using LiteVae.Losses;
using LiteVae.Runs.Description;
using LiteVae.Runs.Observers;
using LiteVae.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace LiteVae.Cli.Verbs.Bench;

/// <summary>Times training steps: those of the real loop, and beside them the same step by TorchSharp's plain modules and optimizer.</summary>
internal static class BenchTraining
{
    public static BenchTimes Measure(BenchCase work, Device device)
    {
        using var scope = NewDisposeScope();
        var recipe = RecipeOf(work);
        var gflops = Gflops(work, recipe);
        var images = empty(work.Batch, 3, work.Resolution, work.Resolution).uniform_(-1, 1).to(device);
        return work.Engine == "fast" ? Loop(work, recipe, images, gflops) : Plain(work, recipe, images, gflops);
    }

    private static BenchTimes Loop(BenchCase work, Recipe recipe, Tensor images, double gflops)
    {
        using var enough = new CancellationTokenSource();
        using var observer = new StepTimer(work, BenchDevice.Waiting(images.device), enough);
        SingleBatchTraining.Run(recipe, images, observer, images.device, enough.Token);
        return observer.Clock.Read(gflops);
    }

    private static BenchTimes Plain(BenchCase work, Recipe recipe, Tensor images, double gflops)
    {
        using var model = new Autoencoder(recipe.Model);
        model.train();
        model.to(images.device);
        using var optimizer = optim.Adam(model.parameters(), lr: 1e-4, beta1: 0.5, beta2: 0.9);
        using var objective = new ReconstructionObjective(recipe.Loss, ScalarType.Float32, images.device);
        return BenchClock.Time(work, gflops, () =>
        {
            using var inner = NewDisposeScope();
            optimizer.zero_grad();
            using var posterior = model.Encode(images);
            objective.Compute(model.Decode(posterior.Sample()), images, posterior).Total.backward();
            optimizer.step();
        }, BenchDevice.Waiting(images.device));
    }

    // No round of logs, samples or checkpoints falls within the time that is measured.
    private static Recipe RecipeOf(BenchCase work) => new()
    {
        Model = Presets.Get(work.Preset),
        Data = new DataConfig { Holdout = 1 },
        Train = new TrainConfig
        {
            Phases = [new TrainPhase { Resolution = work.Resolution, BatchSize = work.Batch, Steps = int.MaxValue }],
            Precision = work.Precision == "bf16" ? TrainPrecision.Bf16 : TrainPrecision.Fp32,
            LogEvery = int.MaxValue,
            SampleEvery = int.MaxValue,
            CheckpointEvery = int.MaxValue,
        },
    };

    // The forward pass, and twice that for the gradients of activations and of weights.
    private static double Gflops(BenchCase work, Recipe recipe)
    {
        using var model = new Autoencoder(recipe.Model);
        var cost = ModelCost.Of(model.Config, work.Resolution);
        return 3 * 2e-9 * work.Batch * (cost.EncoderMacs + cost.DecoderMacs);
    }

    /// <summary>Times steps and ends the training after enough of them.</summary>
    private sealed class StepTimer(BenchCase work, Action? wait, CancellationTokenSource enough) : ITrainingObserver
    {
        public BenchClock Clock { get; } = new(work) { Wait = wait };

        public void StepCompleted(StepInfo step)
        {
            Clock.CallEnded();
            if (Clock.IsDone)
                enough.Cancel();
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
