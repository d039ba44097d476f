namespace LiteVae.Cli.Tests;

public sealed class DiffusionEvaluateTests(Workspace workspace) : IClassFixture<Workspace>
{
    private string Run()
    {
        var run = workspace.At("run");
        if (!Directory.Exists(run))
        {
            Tool.Run("diffusion", "train", "--first-stage", workspace.Model, "--output", run, "--threads", "1",
                "--set", "train.steps=2", "--set", "train.batch_size=2", "--set", "data.resolution=16", "--set", "data.count=6",
                "--set", "samples={count: 2, steps: 2, evaluated: 5}", "--set", "denoiser={type: dit, width: 8, heads: 1, depth: 1, patch: 1}").Expect(0);
        }
        return run;
    }

    private string[] Evaluate(params string[] more) => ["diffusion", "evaluate", "--model", Run(), "--samples", "5", "--steps", "2", "--threads", "1", .. more];

    [Fact]
    public void Training_ends_with_figures_of_samples_and_the_report_titles_them()
    {
        var report = File.ReadAllText(Path.Combine(Run(), "report.html"));
        Assert.Contains("Frechet distance, random features", report);
        Assert.Contains("Kernel discrepancy, random features", report);
        Assert.Contains("5 samples against 5 of procedural images: 6", report);
    }

    [Fact]
    public void Samples_are_judged_against_the_images_of_the_training_and_their_latents_too()
    {
        var outcome = Tool.Run(Evaluate("--json")).Expect(0).Says("fid_random from 5 images, fewer than its 134 features");
        var json = outcome.Json;
        Assert.Equal(["fid_random", "mmd_random", "mmd_random_std", "precision_random", "recall_random"], json["metrics"]!.AsObject().Select(m => m.Key));
        Assert.Equal((5, 5), ((int)json["samples"]!, (int)json["images"]!));
        Assert.Equal(4, json["latents"]!["samples"]!["std"]!.AsArray().Count);
        Assert.Equal(4, json["latents"]!["training"]!["excess_kurtosis"]!.AsArray().Count);
        Assert.Equal("procedural images: 6", (string)json["settings"]!["data"]!);
        Assert.Equal("ddim", (string)json["settings"]!["sampler"]!);
        var printed = Tool.Run(Evaluate("--batch", "2")).Expect(0).Results;
        Assert.Contains("precision_random", printed);
        Assert.Contains("latents of the training", printed);
        Assert.Contains("sampler ddim, steps 2", printed);
    }

    [Fact]
    public void Batches_do_not_matter_and_seeds_do()
    {
        double Measure(params string[] more) => (double)Tool.Run(Evaluate(["--metrics", "mmd_random", "--json", .. more])).Expect(0).Json["metrics"]!["mmd_random"]!;
        var whole = Measure();
        Assert.Equal(whole, Measure("--batch", "2"), 1e-6);
        Assert.NotEqual(whole, Measure("--seed", "5"), 1e-6);
    }

    [Fact]
    public void A_folder_of_images_of_any_size_may_be_given()
    {
        foreach (var name in new[] { "a", "b", "c", "d" })
            workspace.Picture($"real/{name}.png", 24, 40);
        var json = Tool.Run(Evaluate("--data", workspace.At("real"), "--metrics", "recall_random,fid_random", "--json")).Expect(0).Json;
        Assert.Equal(["recall_random", "fid_random"], json["metrics"]!.AsObject().Select(m => m.Key));
        Assert.Equal(4, (int)json["images"]!);
    }

    [Fact]
    public void Missing_weights_are_told_with_the_command_that_brings_them()
    {
        var before = Environment.GetEnvironmentVariable("LITEVAE_WEIGHTS");
        Environment.SetEnvironmentVariable("LITEVAE_WEIGHTS", workspace.Folder("no-weights"));
        try
        {
            Tool.Run(Evaluate("--metrics", "fid_random,fid")).Expect(ExitCode.Failed).Says("litevae weights fetch inception-fid");
        }
        finally
        {
            Environment.SetEnvironmentVariable("LITEVAE_WEIGHTS", before);
        }
    }

    [Fact]
    public void Without_a_run_around_it_a_model_needs_data()
    {
        Directory.CreateDirectory(workspace.At("alone"));
        foreach (var name in new[] { "model.safetensors", "first-stage.safetensors" })
            File.Copy(Path.Combine(Run(), name), workspace.At("alone", name), overwrite: true);
        string[] call = ["diffusion", "evaluate", "--model", workspace.At("alone"), "--samples", "4", "--steps", "1", "--metrics", "mmd_random"];
        Tool.Run(call).Expect(ExitCode.WrongUse).Says("--data", "config.yaml");
        Assert.Null(Tool.Run([.. call, "--data", "procedural", "--json"]).Expect(0).Json["latents"]!["training"]);
    }

    [Theory]
    [InlineData("--metrics psnr", "\"psnr\" is not known")]
    [InlineData("--metrics fid_randm", "fid_random")]
    [InlineData("--class cat", "without classes")]
    [InlineData("--data nowhere", "no such folder")]
    public void What_is_wrong_is_told_in_one_line(string more, string message)
    {
        var outcome = Tool.Run(Evaluate(more.Split(' ')));
        Assert.NotEqual(0, outcome.Code);
        outcome.Expect(outcome.Code).Says(message);
    }

    [Fact]
    public void Stopped_it_ends_early_with_what_is_known_marked_partial()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        var outcome = Tool.Run(stop.Token, Evaluate("--json")).Expect(130);
        Assert.True((bool)outcome.Json["partial"]!);
        Assert.Equal(0, (int)outcome.Json["samples"]!);
        Assert.Empty(outcome.Json["metrics"]!.AsObject());
    }
}
