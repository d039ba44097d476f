using LiteVae.Checkpoints;
using LiteVae.Codec.Models.Files;
using LiteVae.Runs.Folders;
using LiteVae.Tests.Runs;
using LiteVae.Training;
using static TorchSharp.torch;

namespace LiteVae.Tests.Training;

public sealed class AccumulationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Without an adversary: each of the discriminators looks at the images of a part together, or takes a step of its power iteration
    // with each part. TrainingOracleTests has a step in parts with a discriminator, beside PyTorch's.
    [Fact]
    public void In_parts_a_batch_gives_the_same_steps_as_at_once()
    {
        var (whole, logged) = Train(1);
        foreach (var parts in new[] { 2, 4 })
        {
            var (accumulated, values) = Train(parts);
            Assert.Equal(whole.Length, accumulated.Length);
            // Adam divides by the gradients' size: rounding of small ones shows in full, so weights agree to a part of the step size.
            Assert.True(whole.Zip(accumulated).Max(w => Math.Abs(w.First - w.Second)) < 2e-5, "Weights differ by more than rounding.");
            foreach (var (name, value) in logged)
                Assert.Equal(value, values[name], Math.Abs(value) * 1e-3 + 1e-6);
        }
    }

    private (float[] Weights, Dictionary<string, double> Logged) Train(int parts)
    {
        var run = new RunFolder(_folder[$"{parts}"]);
        var recorder = new Recorder();
        var recipe = TinyRecipe.Read(
            ["train.phases=[{resolution: 16, steps: 3, batch_size: 4}]", "train.learning_rate=1e-4", "train.sample_every=100", $"train.accumulate={parts}"]);
        using (var trainer = Trainer.Start(recipe, run, CPU, recorder))
            trainer.Run();
        using var file = SafetensorsFile.Open(Directory.GetFiles(run.Checkpoints).Order().Last());
        using var weights = file.Read("weights");
        var logged = recorder.Logs.Last(l => l.Values.ContainsKey("loss/total")).Values
            .Where(v => v.Key is not "images_per_second").ToDictionary();
        return (weights.data<float>().ToArray(), logged);
    }
}
