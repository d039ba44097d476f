using LiteVae.Checkpoints;
using LiteVae.Codec.Models.Files;
using LiteVae.Runs;
using LiteVae.Runs.Description;
using LiteVae.Runs.Folders;
using LiteVae.Tests.Runs;
using LiteVae.Training;
using static TorchSharp.torch;

namespace LiteVae.Tests.Training;

public sealed class TrainerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("litevae-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_run_trains_and_leaves_a_model()
    {
        var run = new RunFolder(Path.Combine(_folder, "run"));
        var observer = new Recorder();
        using var trainer = Trainer.Start(TinyRecipe.Read(), run, CPU, observer);
        var summary = trainer.Run();
        Assert.Equal(RunOutcome.Finished, summary.Outcome);
        Assert.Equal((8, 21), (summary.Step, summary.Images));
        Assert.True(double.IsFinite(summary.Metrics["psnr"]) && summary.Metrics["ssim"] is > -1 and < 1);
        Assert.Equal(8, observer.Logs.Count(l => l.Values.ContainsKey("loss/total")));
        Assert.Equal(["bicubic reduction, same budget"], summary.Baselines.Select(b => b.Name));
        Assert.Equal(summary.Metrics.Keys, summary.Baselines[0].Metrics.Keys);
        using var model = ModelFile.Load(run.Model);
        Assert.Equal(4, model.Config.LatentChannels);
        Assert.Equal(2, Directory.GetFiles(run.Checkpoints).Count(f => f.EndsWith("6.safetensors") || f.EndsWith("8.safetensors")));
    }

    [Theory]
    [InlineData("loss: {l1: 1, gaussian: 0.1, kl: 1e-6}", true)]
    [InlineData("loss: {l1: 1, gaussian: 0, ldl: 1}", false)]
    [InlineData("loss: {l1: 1, gaussian: 0, scale_equivariance: {probability: 0.5}}", false)]
    public void The_objective_is_measured_on_the_samples_too(string loss, bool hasTotal)
    {
        var observer = new Recorder();
        using (var trainer = Trainer.Start(RecipeReader.Parse($"{TinyRecipe.Yaml}\n{loss}\n", "tiny"), new RunFolder(Path.Combine(_folder, "run")), CPU, observer))
            trainer.Run();
        var validated = observer.Logs.Where(l => l.Values.ContainsKey("eval/psnr")).ToArray();
        Assert.Equal([0, 4, 8], validated.Select(l => l.Step));
        Assert.All(validated, l => Assert.Equal(hasTotal, l.Values.ContainsKey("validation/total")));
        Assert.All(validated, l => Assert.Contains("validation/kl", l.Values.Keys));
        Assert.All(validated, l => Assert.DoesNotContain(l.Values.Keys, k => k.StartsWith("loss/", StringComparison.Ordinal) || k == "validation/ldl"));
        if (hasTotal) // the weighted sum, as in training
        {
            Assert.All(validated, l => Assert.Equal(
                l.Values["validation/l1"] + 0.1 * l.Values["validation/wavelet"] + 0.1 * l.Values["validation/gaussian"] + 1e-6 * l.Values["validation/kl"], l.Values["validation/total"], 1e-5));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(6)]
    public void Interrupted_and_resumed_it_ends_with_the_same_bytes(int stopAfter)
    {
        var whole = new RunFolder(Path.Combine(_folder, "whole"));
        using (var trainer = Trainer.Start(TinyRecipe.Read(), whole, CPU, new Recorder()))
            trainer.Run();

        var parts = new RunFolder(Path.Combine(_folder, "parts"));
        using (var stop = new CancellationTokenSource())
        using (var trainer = Trainer.Start(TinyRecipe.Read(), parts, CPU, new Recorder { OnStep = s => { if (s == stopAfter) stop.Cancel(); } }))
        {
            var summary = trainer.Run(stop.Token);
            Assert.Equal((RunOutcome.Interrupted, stopAfter), (summary.Outcome, (int)summary.Step));
            Assert.Contains("--resume", summary.Message);
        }
        using (var trainer = Trainer.Resume(RecipeReader.Read(parts.Config), parts, CPU, new Recorder()))
            Assert.Equal(RunOutcome.Finished, trainer.Run().Outcome);
        Assert.Equal(File.ReadAllBytes(whole.Model), File.ReadAllBytes(parts.Model));
    }

    [Fact]
    public void A_run_without_a_checkpoint_resumes_from_its_beginning()
    {
        var whole = new RunFolder(Path.Combine(_folder, "whole"));
        using (var trainer = Trainer.Start(TinyRecipe.Read(), whole, CPU, new Recorder()))
            trainer.Run();
        var killed = new RunFolder(Path.Combine(_folder, "killed"));
        killed.CreateNew(TinyRecipe.Read().ToYaml());
        using (var trainer = Trainer.Resume(RecipeReader.Read(killed.Config), killed, CPU, new Recorder()))
            trainer.Run();
        Assert.Equal(File.ReadAllBytes(whole.Model), File.ReadAllBytes(killed.Model));
    }

    [Fact]
    public void A_folder_with_a_run_is_not_overwritten()
    {
        var run = new RunFolder(_folder);
        run.CreateNew("seed: 0");
        var e = Assert.Throws<TrainingException>(() => Trainer.Start(TinyRecipe.Read(), run, CPU, new Recorder()));
        Assert.Contains("--resume", e.Message);
        Assert.Equal("seed: 0", File.ReadAllText(run.Config));
    }

    [Fact]
    public void A_loss_that_is_not_finite_stops_the_run_and_keeps_the_checkpoint()
    {
        var run = new RunFolder(Path.Combine(_folder, "run"));
        var recorder = new Recorder();
        using var trainer = Trainer.Start(TinyRecipe.Read("train.learning_rate=1e30", "train.checkpoint_every=1", "train.ema_decay=null", "train.max_skipped_steps=2"), run, CPU, recorder);
        var e = Assert.Throws<TrainingException>(() => trainer.Run());
        Assert.Contains("diverged at step", e.Message);
        Assert.Contains("after 2 skipped in a row", e.Message);
        Assert.Contains("is kept", e.Message);
        Assert.Equal([0, 1, 2], recorder.Logs.Where(l => l.Values.ContainsKey("skipped_steps")).Select(l => l.Values["skipped_steps"]));
        Assert.Equal(RunOutcome.Failed, recorder.Summary!.Outcome);
        Assert.NotEmpty(Directory.GetFiles(run.Checkpoints));
        Assert.False(File.Exists(run.Model));
    }

    [Fact]
    public void A_damaged_checkpoint_is_named()
    {
        var run = new RunFolder(Path.Combine(_folder, "run"));
        using (var stop = new CancellationTokenSource())
        using (var trainer = Trainer.Start(TinyRecipe.Read(), run, CPU, new Recorder { OnStep = s => { if (s == 2) stop.Cancel(); } }))
            trainer.Run(stop.Token);
        var checkpoint = Directory.GetFiles(run.Checkpoints).Single();
        using (var stream = File.Open(checkpoint, FileMode.Open))
            stream.SetLength(stream.Length / 2);
        var e = Assert.Throws<CheckpointException>(() => Trainer.Resume(RecipeReader.Read(run.Config), run, CPU, new Recorder()));
        Assert.Contains(checkpoint, e.Message);
        Assert.Contains("truncated", e.Message);
    }
}
