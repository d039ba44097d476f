using LiteVae.Autoencoders;
using LiteVae.Checkpoints;
using LiteVae.Codec;
using LiteVae.Codec.Diffusion;
using LiteVae.Codec.Diffusion.Denoisers;
using LiteVae.Diffusion.LatentData;
using LiteVae.Diffusion.Recipes;
using LiteVae.Diffusion.Training;
using LiteVae.Distributed.Local;
using LiteVae.Runs;
using LiteVae.Runs.Ranks;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Tests.Diffusion;

public sealed class DiffusionTaskTests : IDisposable
{
    private const int Batch = 4;

    private readonly LatentFolder _folder = new(10, null, "a", "b");

    public void Dispose() => _folder.Dispose();

    // A fresh denoiser predicts zero: the error is what was to be predicted, which is computed here by its definition.
    [Theory]
    [InlineData(Prediction.Epsilon, null)]
    [InlineData(Prediction.Epsilon, 5.0)]
    [InlineData(Prediction.V, 5.0)]
    [InlineData(Prediction.Velocity, null)]
    public void The_loss_of_a_fresh_denoiser_is_that_of_the_targets(Prediction prediction, double? gamma)
    {
        using var scope = NewDisposeScope();
        var recipe = RecipeOf(prediction, gamma);
        using var task = TaskOf(recipe);
        using var loader = task.OpenLoader(0);
        var batch = loader.Next();
        using var scalars = new StepScalars(1);
        task.ComputeGradients(batch, new StepContext(0, 77, scalars, IsLogged: true));
        var logged = scalars.Read();

        using var set = LatentSet.Open(_folder.Root);
        manual_seed(77);
        var (posteriorNoise, noise) = (Values(randn(Batch, 2, 4, 4)), Values(randn(Batch, 2, 4, 4)));
        var (means, deviations) = (Values(batch[0]), Values(batch[1]));
        var times = new ForwardProcess(recipe.Process).DrawTimes(Batch, 77);
        var total = 0.0;
        for (var i = 0; i < Batch; i++)
        {
            var error = 0.0;
            var (signal, deviation) = prediction == Prediction.Velocity ? (1 - times[i], times[i]) : recipe.Process.Schedule.At(times[i]);
            for (var j = 32 * i; j < 32 * i + 32; j++)
            {
                var channel = j / 16 % 2;
                var clean = (means[j] + deviations[j] * posteriorNoise[j] - set.Scale.Mean[channel]) / set.Scale.StandardDeviation[channel];
                var target = prediction switch { Prediction.Epsilon => noise[j], Prediction.V => signal * noise[j] - deviation * clean, _ => noise[j] - clean };
                error += target * target / 32;
            }
            var ratio = signal * signal / (deviation * deviation);
            total += error / Batch * (gamma is not { } g ? 1 : Math.Min(ratio, g) / (prediction == Prediction.V ? ratio + 1 : ratio));
        }
        Assert.Equal(total, logged["loss/total"], 1e-5);
        Assert.All(logged.Keys, name => Assert.True(name == "loss/total" || name.StartsWith("loss/quarter_", StringComparison.Ordinal)));
    }

    [Fact]
    public void Gradients_do_not_depend_on_the_parts_of_a_batch()
    {
        using var scope = NewDisposeScope();
        var gradients = new[] { 1, 2, 4 }.Select(parts =>
        {
            var recipe = RecipeOf(Prediction.V, null);
            recipe = recipe with { Train = recipe.Train with { Accumulate = parts } };
            using var task = TaskOf(recipe);
            foreach (var (_, value) in task.Groups[0].Named().Take(1)) // away from the start, where most gradients are zero
            {
                using var guard = no_grad();
                manual_seed(3);
                value.copy_(randn(value.shape).Times(0.05));
            }
            using var loader = task.OpenLoader(0);
            using var scalars = new StepScalars(parts);
            task.ComputeGradients(loader.Next(), new StepContext(0, 5, scalars, IsLogged: true));
            return Values(task.Groups[0].Gradients);
        }).ToArray();
        Assert.True(gradients[0].Max(Math.Abs) > 1e-4);
        Assert.Equal(gradients[0], gradients[1], (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.Equal(gradients[0], gradients[2], (a, b) => Math.Abs(a - b) < 1e-5);
    }

    private DiffusionTask TaskOf(DiffusionRecipe recipe, RankGroup? ranks = null)
    {
        var model = _folder.Root + ".safetensors";
        if (!File.Exists(model))
        {
            using var autoencoder = new Autoencoder(PresetConfig.Resolve("litevae-s-mini", "latent_channels=2", "decoder.channels=8", "decoder.multipliers=[1, 1, 1, 1]"));
            ModelFile.Save(model, autoencoder);
        }
        return new DiffusionTask(recipe, LatentSet.Open(_folder.Root), LatentCodec.Load(model), CPU, ranks);
    }

    [Fact]
    public void Ranks_have_the_gradients_and_the_figures_of_one_process()
    {
        var recipe = RecipeOf(Prediction.V, 5);
        var (expected, logged) = Step(RankGroup.Alone);
        foreach (var size in new[] { 2, 4 })
        {
            LocalRanks.Run(size, communicator =>
            {
                var (gradients, values) = Step(new RankGroup(communicator));
                Assert.True(expected.Zip(gradients).Max(g => Math.Abs(g.First - g.Second)) <= 1e-5 * expected.Max(Math.Abs), "gradients differ");
                Assert.Equal(logged.Keys, values.Keys);
                Assert.All(logged, v => Assert.Equal(v.Value, values[v.Key], 1e-5 * Math.Abs(v.Value)));
            });
        }

        (float[] Gradients, Dictionary<string, double> Logged) Step(RankGroup ranks)
        {
            using var scope = NewDisposeScope();
            using var task = Open(ranks);
            using (no_grad())
            {
                using var generator = new Generator(3);
                var values = task.Groups[0].Named().First().Value; // away from the start, where most gradients are zero
                values.copy_(randn(values.shape, generator: generator).Times(0.05));
            }
            using var loader = task.OpenLoader(0);
            using var scalars = new StepScalars(1);
            foreach (var group in task.Groups)
                group.ClearGradients();
            task.ComputeGradients(loader.Next(), new StepContext(0, 77, scalars, IsLogged: true));
            ranks.Reduce(task.Groups[0].Gradients);
            return (Values(task.Groups[0].Gradients), ranks.Average(scalars.Read()));
        }

        DiffusionTask Open(RankGroup ranks)
        {
            lock (_folder)
                return TaskOf(recipe, ranks);
        }
    }

    private static DiffusionRecipe RecipeOf(Prediction prediction, double? gamma) => new()
    {
        Seed = 1,
        Denoiser = new UNetDenoiserConfig { ModelChannels = 32, Multipliers = [1, 2], ResBlocks = 1, AttentionFactors = [2] },
        Process = new ProcessConfig { Prediction = prediction, MinSnrGamma = gamma },
        Data = new LatentDataConfig { Classes = true, ClassDropout = 0.5 },
        Train = new DiffusionTrainConfig { Steps = 3, BatchSize = Batch },
    };

    private static float[] Values(Tensor x) => [.. x.contiguous().data<float>()];
}
