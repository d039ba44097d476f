using LiteVae.Checkpoints;
using LiteVae.Codec.Models.Files;
using LiteVae.Runs.Folders;
using LiteVae.Tests.Runs;
using LiteVae.Training;
using static TorchSharp.torch;

namespace LiteVae.Tests.Training;

/// <summary>What three steps with batches of four images lead to.</summary>
/// <param name="Weights">All weights afterwards.</param>
/// <param name="Logged">The last step's named numbers, but for its speed.</param>
internal sealed record TinyTraining(float[] Weights, Dictionary<string, double> Logged)
{
    /// <summary>Trains.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="settings">Changes of <see cref="TinyRecipe"/>.</param>
    public static TinyTraining Run(string folder, params string[] settings)
    {
        var run = new RunFolder(folder);
        var recorder = new Recorder();
        var recipe = TinyRecipe.Read(["train.phases=[{resolution: 16, steps: 3, batch_size: 4}]", "train.learning_rate=1e-4", "train.sample_every=100", .. settings]);
        using (var trainer = Trainer.Start(recipe, run, CPU, recorder))
            trainer.Run();
        using var file = SafetensorsFile.Open(Directory.GetFiles(run.Checkpoints).Order().Last());
        using var weights = file.Read("weights");
        var logged = recorder.Logs.Last(l => l.Values.ContainsKey("loss/total")).Values
            .Where(v => v.Key is not "images_per_second").ToDictionary();
        return new(weights.data<float>().ToArray(), logged);
    }

    /// <summary>Requires that another training took the same steps but for rounding.</summary>
    /// <param name="other">The other training.</param>
    /// <param name="tolerance">Of weights. Optimizers divide by the gradients' size: rounding of small ones shows in full, so weights agree to a part of the step size.</param>
    public void AssertClose(TinyTraining other, double tolerance)
    {
        Assert.Equal(Weights.Length, other.Weights.Length);
        Assert.True(Weights.Zip(other.Weights).Max(w => Math.Abs(w.First - w.Second)) < tolerance, "Weights differ by more than rounding.");
        foreach (var (name, value) in Logged)
            Assert.Equal(value, other.Logged[name], Math.Abs(value) * 1e-3 + 1e-6);
    }
}
