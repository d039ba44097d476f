using LiteVae.Checkpoints;
using LiteVae.Codec.Models.Files;
using LiteVae.Runs.Folders;
using LiteVae.Tests.Runs;
using LiteVae.Training;
using static TorchSharp.torch;

namespace LiteVae.Tests.Training;

/// <summary>Threads that divide the images of a batch among themselves.</summary>
public sealed class ThreadTrainingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // A batch of 4 images of which 3 threads compute is not divided; 2 and 4 threads divide it, in parts of accumulation too.
    [Theory]
    [InlineData("adam", "train.accumulate=1")]
    [InlineData("adam", "train.accumulate=2")]
    [InlineData("muon", "train.accumulate=1")]
    [InlineData("adam", "train.freeze=encoder")]
    [InlineData("adam", "train.freeze=decoder")]
    [InlineData("adam", "loss.scale_equivariance={probability: 1, weight: 0.5}")]
    public void Divided_a_batch_gives_the_same_steps_as_whole(string optimizer, string setting)
    {
        var (whole, logged) = Train(1, optimizer, setting);
        foreach (var threads in new[] { 2, 3, 4 })
        {
            var (divided, values) = Train(threads, optimizer, setting);
            Assert.Equal(whole.Length, divided.Length);
            // Optimizers divide by the gradients' size: rounding of small ones shows in full, so weights agree to a part of the step size.
            Assert.True(whole.Zip(divided).Max(w => Math.Abs(w.First - w.Second)) < 3e-5, $"{threads} threads: weights differ by more than rounding.");
            foreach (var (name, value) in logged)
                Assert.Equal(value, values[name], Math.Abs(value) * 1e-3 + 1e-6);
        }
    }

    [Fact]
    public void With_the_same_number_of_threads_a_run_is_the_same_to_the_bit()
    {
        var (first, _) = Train(4, "muon", "train.accumulate=1");
        var (second, _) = Train(4, "muon", "train.accumulate=1", "again");
        Assert.Equal(first, second);
    }

    private (float[] Weights, Dictionary<string, double> Logged) Train(int threads, string optimizer, string setting, string name = "run")
    {
        using var processorThreads = new ProcessorThreads(threads);
        var run = new RunFolder(_folder[$"{name}-{threads}"]);
        var recorder = new Recorder();
        var recipe = TinyRecipe.Read(
            ["train.phases=[{resolution: 16, steps: 3, batch_size: 4}]", "train.learning_rate=1e-4", "train.sample_every=100", $"train.optimizer={optimizer}", setting]);
        using (var trainer = Trainer.Start(recipe, run, CPU, recorder))
            trainer.Run();
        using var file = SafetensorsFile.Open(Directory.GetFiles(run.Checkpoints).Order().Last());
        using var weights = file.Read("weights");
        var logged = recorder.Logs.Last(l => l.Values.ContainsKey("loss/total")).Values
            .Where(v => v.Key is not "images_per_second").ToDictionary();
        return (weights.data<float>().ToArray(), logged);
    }
}
