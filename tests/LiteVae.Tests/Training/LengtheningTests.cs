using LiteVae.Codec.Configuration;
using LiteVae.Runs.Description;
using LiteVae.Runs.Folders;
using LiteVae.Tests.Runs;
using LiteVae.Training;
using static TorchSharp.torch;

namespace LiteVae.Tests.Training;

public sealed class LengtheningTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("train.warmup_steps=0")]
    [InlineData("train.warmup_steps=7")]
    public void A_finished_run_that_is_lengthened_ends_as_one_of_that_length(string setting)
    {
        var whole = Train("whole", 7, setting);
        var run = Train("parts", 3, setting);
        using (var trainer = Trainer.Lengthen(run, 7, CPU, new Recorder()))
        {
            var summary = trainer.Run();
            Assert.Equal((RunOutcome.Finished, 12L), (summary.Outcome, summary.Step));
        }
        Assert.Equal(File.ReadAllBytes(whole.Model), File.ReadAllBytes(run.Model));
        Assert.Equal(File.ReadAllText(whole.Config), File.ReadAllText(run.Config));
    }

    [Fact]
    public void A_lengthened_run_that_is_interrupted_goes_on_to_its_new_end()
    {
        var whole = Train("whole", 6);
        var run = Train("parts", 3);
        using (var stop = new CancellationTokenSource())
        using (var trainer = Trainer.Lengthen(run, 6, CPU, new Recorder { OnStep = s => { if (s == 9) stop.Cancel(); } }))
            Assert.Equal(RunOutcome.Interrupted, trainer.Run(stop.Token).Outcome);
        using (var trainer = Trainer.Resume(RecipeReader.Read(run.Config), run, CPU, new Recorder()))
            Assert.Equal(11, trainer.Run().Step);
        Assert.Equal(File.ReadAllBytes(whole.Model), File.ReadAllBytes(run.Model));
    }

    [Fact]
    public void A_decay_that_spans_the_run_depends_on_its_length()
    {
        var whole = Train("whole", 7, "train.learning_rate_decay=cosine");
        var run = Train("parts", 3, "train.learning_rate_decay=cosine");
        using (var trainer = Trainer.Lengthen(run, 7, CPU, new Recorder()))
            trainer.Run();
        Assert.NotEqual(File.ReadAllBytes(whole.Model), File.ReadAllBytes(run.Model));
    }

    [Fact]
    public void A_run_is_not_shortened()
    {
        var run = Train("run", 3);
        var before = File.ReadAllText(run.Config);
        var error = Assert.Throws<ConfigException>(() => Trainer.Lengthen(run, 2, CPU, new Recorder()));
        Assert.Contains("has 3 steps", error.Message);
        Assert.Contains("found 2", error.Message);
        Assert.Equal(before, File.ReadAllText(run.Config));
    }

    private RunFolder Train(string name, long steps, params string[] settings)
    {
        var run = new RunFolder(_folder[name]);
        using var trainer = Trainer.Start(TinyRecipe.Read(settings).WithSteps(steps), run, CPU, new Recorder());
        trainer.Run();
        return run;
    }
}
