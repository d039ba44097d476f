using System.Diagnostics;
using System.Globalization;

namespace LiteVae.Cli.Tests;

public sealed class DiffusionTests(Workspace workspace) : IClassFixture<Workspace>
{
    private const int Steps = 12;

    [Fact]
    public void With_no_first_stage_one_is_trained_and_the_samples_are_pictures()
    {
        var run = workspace.At("run");
        var json = Tool.Run(["diffusion", "train", "--output", run, "--json", .. TinyRun(3), "--set", $"first_stage.recipe={FirstStageRecipe()}"])
            .Expect(0).Says("No first stage was given", "Encoding 12 images").Json;
        Assert.Equal("finished", (string)json["outcome"]!);
        Assert.Equal(3, (int)json["steps"]!);
        Assert.True(File.Exists((string)json["report"]!));
        Assert.Equal(3, File.ReadLines(Path.Combine(run, "metrics.jsonl")).Count(l => l.Contains("loss/total")));
        Assert.True(File.Exists(Path.Combine(run, "first-stage", "report.html")));

        var samples = workspace.At("samples");
        var drawn = Tool.Run("diffusion", "sample", "--model", run, "--output", samples, "--count", "3", "--steps", "4", "--json").Expect(0).Json;
        Assert.Equal(4, (int)drawn["steps"]!);
        Assert.True((double)drawn["seconds"]! > 0);
        Assert.Equal(["00000.png", "00001.png", "00002.png"], drawn["images"]!.AsArray().Select(i => Path.GetFileName((string)i!)));
        Assert.All(drawn["images"]!.AsArray(), i => Assert.True(File.Exists((string)i!)));
        Assert.True(File.Exists(Path.Combine(samples, "grid.png")));

        Tool.Run("diffusion", "train", "--output", run).Expect(1).Says("--resume");
        Tool.Run("train", "--resume", run).Expect(2).Says("denoiser");
    }

    [Fact]
    public void Samples_do_not_depend_on_the_batch()
    {
        var run = Trained("batches", workspace.Model);
        foreach (var batch in new[] { 1, 4 })
            Tool.Run("diffusion", "sample", "--model", run, "--output", workspace.At($"batch-{batch}"), "--count", "4", "--steps", "3", "--batch", $"{batch}").Expect(0);
        for (var i = 0; i < 4; i++)
            Assert.Equal(File.ReadAllBytes(workspace.At("batch-1", $"0000{i}.png")), File.ReadAllBytes(workspace.At("batch-4", $"0000{i}.png")));
    }

    [Fact]
    public void A_killed_run_ends_with_the_same_bytes_when_resumed()
    {
        var whole = Trained("whole", workspace.Model);
        var run = workspace.At("killed");
        using (var process = Tool.Start(["diffusion", "train", "--output", run, .. TinyRun(Steps), "--first-stage", workspace.Model]))
        {
            var clock = Stopwatch.StartNew();
            while (!File.Exists(Path.Combine(run, "checkpoints", "step-00000004.safetensors")))
            {
                Assert.False(process.HasExited, "The run ended before its second checkpoint.");
                Assert.True(clock.Elapsed < TimeSpan.FromMinutes(1), "No checkpoint within a minute.");
                Thread.Sleep(1);
            }
            process.Kill();
            process.WaitForExit();
        }
        Assert.False(File.Exists(Path.Combine(run, "model.safetensors")), "The run was over before it was killed.");
        Tool.RunProcess("diffusion", "train", "--resume", run, "--threads", "1").Expect(0).Says("going on after step");
        Assert.Equal(File.ReadAllBytes(Path.Combine(whole, "model.safetensors")), File.ReadAllBytes(Path.Combine(run, "model.safetensors")));
    }

    [Fact]
    public void Encoded_latents_with_classes_are_learned_and_sampled_by_name()
    {
        foreach (var (name, side) in new[] { ("cats/1.png", 40), ("cats/2.png", 48), ("dogs/1.png", 50), ("dogs/2.png", 64) })
        {
            workspace.Folder(Path.Combine("animals", Path.GetDirectoryName(name)!));
            workspace.Picture(Path.Combine("animals", name), side, side);
        }
        var latents = workspace.At("animal-latents");
        Tool.Run("encode", workspace.At("animals"), "--model", workspace.Model, "--output", latents, "--shards", "--resolution", "32").Expect(0);
        var run = workspace.At("animal-run");
        string[] train = ["diffusion", "train", "--output", run, .. TinyRun(2), "--data", latents, "--set", "data.classes=true"];
        Tool.Run(train).Expect(2).Says("first_stage.model", "holds latents");
        Tool.Run([.. train, "--first-stage", workspace.Model]).Expect(0);
        string[] sample = ["diffusion", "sample", "--model", run, "--output", workspace.At("animal-samples"), "--count", "2", "--steps", "2"];
        Tool.Run([.. sample, "--class", "dogs", "--guidance", "2"]).Expect(0);
        Tool.Run([.. sample, "--class", "cows"]).Expect(2).Says("cows", "cats, dogs");
    }

    [Fact]
    public void Samplers_are_compared_with_the_sample_of_many_steps()
    {
        var run = Trained("compared", workspace.Model);
        var plot = workspace.At("samplers.svg");
        var json = Tool.Run("diffusion", "samplers", "--model", run, "--steps", "4", "16", "--reference-steps", "64", "--count", "2", "--plot", plot, "--json").Expect(0).Json;
        var samplers = json["samplers"]!.AsArray();
        Assert.Equal(7, samplers.Count); // the reference, and three methods with two numbers of steps each
        Assert.Equal(0, (double)samplers[0]!["distance"]!);
        foreach (var name in new[] { "ddim", "dpmpp-2m", "heun" })
        {
            double[] distances = [.. samplers.Skip(1).Where(s => (string)s!["sampler"]! == name).OrderBy(s => (int)s!["steps"]!).Select(s => (double)s!["distance"]!)];
            Assert.True(distances[1] < distances[0], $"{name}: more steps end nearer");
        }
        Assert.Contains("dpmpp-2m", File.ReadAllText(plot), StringComparison.Ordinal);
        Tool.Run("diffusion", "samplers", "--model", run, "--steps", "1001").Expect(2).Says("1000");
        Tool.Run("diffusion", "samplers", "--model", run, "--steps", "0").Expect(2).Says("at least 1");
    }

    [Fact]
    public void Another_first_stage_is_refused_unless_asked_for()
    {
        var run = Trained("other", workspace.Model);
        var other = workspace.At("other-model.safetensors");
        Tool.Run("init", "--preset", "litevae-s-mini", "--seed", "9", "--output", other, "--set", "latent_channels=4", "--set", "decoder.channels=16", "--set", "decoder.multipliers=[1, 1, 1, 1]").Expect(0);
        string[] sample = ["diffusion", "sample", "--model", run, "--output", workspace.At("other-samples"), "--count", "1", "--steps", "2", "--first-stage", other];
        Tool.Run(sample).Expect(1).Says("is not the first stage", "--any-first-stage");
        Tool.Run([.. sample, "--any-first-stage"]).Expect(0);
    }

    [Fact]
    public void Mistakes_are_named_before_anything_is_written()
    {
        var run = workspace.At("never");
        Tool.Run("diffusion", "train", "ldm-quikstart", "--output", run).Expect(2).Says("ldm-quickstart");
        Tool.Run("diffusion", "train", "--output", run, "--data", workspace.At("nothing")).Expect(1).Says("no such folder");
        Tool.Run("diffusion", "train", "--output", run, "--first-stage", workspace.At("nothing")).Expect(1).Says("no such model");
        Tool.Run("diffusion", "train", "--output", run, "--set", "data.resolution=36", "--first-stage", workspace.Model).Expect(2).Says("data.resolution", "8");
        Tool.Run("diffusion", "train", "--resume", run, "--seed", "1").Expect(2).Says("--seed");
        Tool.Run("diffusion", "sample", "--model", workspace.Model, "--output", workspace.At("never-samples")).Expect(1).Says("is an autoencoder");
        Assert.False(Directory.Exists(run));
    }

    private string Trained(string name, string firstStage)
    {
        Tool.RunProcess(["diffusion", "train", "--output", workspace.At(name), .. TinyRun(Steps), "--first-stage", firstStage]).Expect(0);
        return workspace.At(name);
    }

    private string FirstStageRecipe() => workspace.Text("first.yaml", """
        model: {preset: litevae-s-mini, latent_channels: 4, decoder: {channels: 16, multipliers: [1, 1, 1, 1]}}
        data: {path: procedural, holdout: 2}
        train: {phases: [{resolution: 16, steps: 2, batch_size: 2}]}
        """);

    /// <summary>The settings of a run that takes a second: few channels, few pixels.</summary>
    internal static string[] TinyRun(int steps) =>
    [
        "--set", "denoiser={type: unet, model_channels: 32, multipliers: [1, 2], res_blocks: 1, attention_factors: [2]}",
        "--set", "data.resolution=32", "--set", "data.count=12",
        "--set", $"train.steps={steps.ToString(CultureInfo.InvariantCulture)}", "--set", "train.batch_size=4", "--set", "train.checkpoint_every=2",
        "--set", "train.log_every=1", "--set", "train.sample_every=1000", "--set", "samples.count=4", "--set", "samples.steps=3", "--set", "samples.evaluated=4", "--threads", "1",
    ];
}
