using System.Text.Json.Nodes;
using LiteVae.Codec.Models.Files;
using LiteVae.Data;

namespace LiteVae.Cli.Tests;

public sealed class EvaluateTests(Workspace workspace) : IClassFixture<Workspace>
{
    private string[] Evaluate(params string[] more) =>
        ["evaluate", "--model", workspace.Model, "--data", "procedural", "--limit", "3", "--resolution", "32", .. more];

    private string OtherModel()
    {
        var path = workspace.At("other.safetensors");
        if (!File.Exists(path))
        {
            Tool.Run("init", "--preset", "litevae-s-mini", "--output", path, "--seed", "9",
                "--set", "decoder.channels=16", "--set", "decoder.multipliers=[1, 1, 1, 1]").Expect(0);
        }
        return path;
    }

    [Fact]
    public void Every_metric_without_weights_is_in_the_json_with_how_it_came_about()
    {
        var json = Tool.Run(Evaluate("--metrics", "psnr,ssim,mmd,latents,rate", "--feature-maps", "--cost", "--json")).Expect(0).Json;
        var model = json["models"]![0]!;
        Assert.Equal(workspace.Model, (string)model["model"]!);
        Assert.Equal(3, (int)model["images"]!);
        Assert.Equal([("psnr", 3), ("ssim", 3), ("rate", 3)], model["counts"]!.AsObject().Select(c => (c.Key, (int)c.Value!)));
        Assert.Equal(
            ["psnr", "ssim", "mmd_25", "mmd_25_std", "mmd_50", "mmd_50_std", "mmd_100", "mmd_100_std", "mmd_250", "mmd_250_std", "mmd_500", "mmd_500_std", "latents_std", "rate"],
            model["metrics"]!.AsObject().Select(m => m.Key));
        Assert.Equal(4, model["latents"]!["std"]!.AsArray().Count);
        Assert.Equal(4, model["latents"]!["correlation"]!.AsArray().Count);
        Assert.InRange((double)model["metrics"]!["psnr"]!, (double)model["intervals"]!["psnr"]![0]!, (double)model["intervals"]!["psnr"]![1]!);
        Assert.True((double)model["feature_maps"]!["largest_ratio"]! > 1);
        Assert.True((long)model["cost"]!["decoder_macs"]! > 0);
        Assert.Equal(32, (int)model["cost"]!["macs_resolution"]!);
        Assert.True((double)model["cost"]!["images_per_second"]! > 0);
        Assert.True((double)json["peak_memory_mib"]! > 10);
        var settings = json["settings"]!;
        Assert.Equal(("fp32", "ema", "mean"), ((string)settings["precision"]!, (string)settings["weights"]!, (string)settings["decoded"]!));
    }

    [Fact]
    public void Spectra_and_equivariance_are_in_json_table_and_report()
    {
        var report = workspace.At("spectra.html");
        string[] call = [.. Evaluate("--metrics", "spectrum,equivariance"), "--report", report];
        var model = Tool.Run([.. call, "--json"]).Expect(0).Json["models"]![0]!;
        Assert.Equal(
            ["spectrum_high", "spectrum_high_image", "spectrum_slope", "spectrum_slope_image", "equivariance_scale", "equivariance_rotate", "equivariance_mirror"],
            model["metrics"]!.AsObject().Select(m => m.Key));
        var spectrum = model["spectrum"]!;
        Assert.Equal([0.25, 0.5, 0.75], spectrum["frequency"]!.AsArray().Select(f => (double)f!));
        Assert.Equal((3, 3), (spectrum["latent"]!.AsArray().Count, spectrum["image"]!.AsArray().Count));
        Assert.Contains("<h2>Spectra</h2>", File.ReadAllText(report));
        Assert.Contains("equivariance_scale (dB)", Tool.Run(call).Expect(0).Results);
    }

    [Fact]
    public void Differences_come_with_intervals_and_a_verdict()
    {
        var json = Tool.Run(Evaluate("--model", OtherModel(), "--codecs", "--json")).Expect(0).Json;
        Assert.Equal(5, json["models"]!.AsArray().Count);
        var differences = json["differences"]!.AsArray();
        Assert.Equal(4 * 2, differences.Count);
        Assert.All(differences, d => Assert.Equal(workspace.Model, (string)d!["against"]!));
        Assert.All(differences, d => Assert.InRange((double)d!["difference"]!, (double)d["interval"]![0]!, (double)d["interval"]![1]!));
        Assert.Equal("better", (string)differences[^2]!["verdict"]!); // any codec beats fresh weights
        var printed = Tool.Run(Evaluate("--model", OtherModel())).Expect(0).Results;
        Assert.Contains($"{OtherModel()} against {workspace.Model}: psnr ", printed);
        Assert.Contains("precision fp32, weights ema, decoded mean", printed);
    }

    [Fact]
    public void Several_resolutions_are_several_results()
    {
        var json = Tool.Run("evaluate", "--model", workspace.Model, "--data", "procedural", "--limit", "2", "--resolutions", "16,32", "--json").Expect(0).Json;
        Assert.Equal([16, 32], json["models"]!.AsArray().Select(m => (int)m!["resolution"]!));
    }

    [Fact]
    public void Reconstructions_are_written_and_judged_again_as_folders_with_the_same_figures()
    {
        var data = workspace.Folder("data");
        foreach (var (name, side) in new[] { ("a.png", 32), ("b.png", 48), ("sub/c.png", 40) })
            workspace.Picture($"data/{name}", side, side);
        var output = workspace.At("made");
        var before = Tool.Run("evaluate", "--model", workspace.Model, "--data", data, "--output", output, "--csv", workspace.At("made.csv"), "--json").Expect(0).Json;
        var folder = Assert.Single(Directory.GetDirectories(output));
        Assert.Equal((40, 40), ImageFile.ReadSize(Path.Combine(folder, "sub", "c.png")));
        var after = Tool.Run("evaluate", "--images", folder, "--reference", data, "--json").Expect(0).Json;
        foreach (var metric in new[] { "psnr", "ssim" })
            Assert.Equal((double)before["models"]![0]!["metrics"]![metric]!, (double)after["models"]![0]!["metrics"]![metric]!, 1e-9);

        var lines = File.ReadAllLines(workspace.At("made.csv"));
        Assert.Equal("model,resolution,image,psnr,ssim", lines[0]);
        Assert.Equal(4, lines.Length);
        Assert.StartsWith($"{workspace.Model},,a.png,", lines[1], StringComparison.Ordinal);

        var same = Tool.Run("evaluate", "--images", data, "--reference", data, "--json").Expect(0).Json;
        Assert.Equal(100, (double)same["models"]![0]!["metrics"]!["psnr"]!);
    }

    [Fact]
    public void A_report_is_one_file_with_figures_pictures_and_curves()
    {
        var report = workspace.At("report.html");
        Tool.Run(
            "evaluate", "--model", workspace.Model, "--model", OtherModel(), "--codecs", "--data", "procedural", "--limit", "3", "--resolutions", "32,16",
            "--metrics", "psnr,ssim,latents,rate", "--cost", "--feature-maps", "--report", report).Expect(0).Says($"report: {report}");
        var html = File.ReadAllText(report);
        Assert.Equal(3 * (1 + 5 * 2), Count(html, "src=\"data:image/png;base64,")); // worst, median, best: the original, and of five candidates reconstruction and error
        Assert.Equal(2, Count(html, "over the resolution\"")); // psnr, ssim
        Assert.Equal((4 * 2 + 1) * 2, Count(html, "class=\"verdict")); // at 2 resolutions: psnr and ssim of 4 candidates, rate of the one with a latent
        foreach (var text in new[] { workspace.Model, OtherModel(), "32x32 pixels", "16x16 pixels", "scaling factor", "fp32", "worst: procedural" })
            Assert.Contains(text, html);
        Assert.DoesNotContain("http", html);
        Assert.DoesNotContain("NaN", html);

        static int Count(string text, string part) => text.Split(part).Length - 1;
    }

    [Fact]
    public void Folders_must_have_names_in_common()
    {
        workspace.Picture("left/a.png", 16, 16);
        workspace.Picture("right/b.png", 16, 16);
        Tool.Run("evaluate", "--images", workspace.At("left"), "--reference", workspace.At("right")).Expect(1).Says("none of which has the name");
        workspace.Picture("right/a.png", 24, 16);
        Tool.Run("evaluate", "--images", workspace.At("left"), "--reference", workspace.At("right")).Expect(1).Says("16x16", "24x16");
        var outcome = Tool.Run("evaluate", "--images", workspace.At("left"), "--reference", workspace.At("right"), "--resolution", "16", "--json").Expect(0);
        outcome.Says("1 of 2 reference images have no partner");
        Assert.Equal(1, (int)outcome.Json["models"]![0]!["images"]!);
    }

    [Fact]
    public void Statistics_are_saved_into_the_model_whose_weights_stay()
    {
        var copy = workspace.At("copy.safetensors");
        File.Copy(workspace.Model, copy, overwrite: true);
        var json = Tool.Run("evaluate", "--model", copy, "--data", "procedural", "--limit", "2", "--resolution", "32", "--save-stats", "--json").Expect(0).Json;
        using var before = SafetensorsFile.Open(workspace.Model);
        using var after = SafetensorsFile.Open(copy);
        Assert.Equal(before.Metadata["config"], after.Metadata["config"]);
        Assert.Equal(before.Tensors.Keys, after.Tensors.Keys);
        var means = after.Metadata["latent_mean"].Split(',').Select(v => double.Parse(v, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(json["models"]![0]!["latents"]!["mean"]!.AsArray().Select(v => (double)v!), means);
        Assert.Equal(4, after.Metadata["latent_std"].Split(',').Length);
        Tool.Run("evaluate", "--model", copy, "--data", "procedural", "--limit", "1", "--resolution", "8", "--metrics", "psnr", "--save-stats")
            .Expect(1).Says("no statistics were saved"); // a single value a channel has no deviation
    }

    [Fact]
    public void Precision_and_samples_are_obeyed_and_named()
    {
        double Psnr(JsonObject json) => (double)json["models"]![0]!["metrics"]!["psnr"]!;
        var plain = Tool.Run(Evaluate("--json")).Expect(0).Json;
        var low = Tool.Run(Evaluate("--json", "--precision", "bf16")).Expect(0).Json;
        var sampled = Tool.Run(Evaluate("--json", "--sample")).Expect(0).Json;
        Assert.Equal("bf16", (string)low["settings"]!["precision"]!);
        Assert.Equal("sample", (string)sampled["settings"]!["decoded"]!);
        Assert.NotEqual(Psnr(plain), Psnr(low));
        Assert.NotEqual(Psnr(plain), Psnr(sampled));
        Assert.Equal(Psnr(plain), Psnr(low), 0.3);
        var automatic = Tool.Run(Evaluate("--json", "--precision", "auto")).Expect(0).Json;
        Assert.Equal("fp32", (string)automatic["settings"]!["precision"]!); // what was used, not what was said
    }

    [Fact]
    public void A_run_has_raw_weights_and_a_model_file_has_not()
    {
        var run = workspace.At("run");
        Tool.Run(["train", "--data", "procedural", "--output", run, .. Tool.TinyRun(4)]).Expect(0);
        double Psnr(string weights) => (double)Tool.Run("evaluate", "--model", run, "--data", "procedural", "--limit", "2", "--resolution", "32", weights, "--json")
            .Expect(0).Json["models"]![0]!["metrics"]!["psnr"]!;
        Assert.NotEqual(Psnr("--ema"), Psnr("--raw"));
        Tool.Run(Evaluate("--raw")).Expect(1).Says("raw weights are in the checkpoints of a run folder");
    }

    [Theory]
    [InlineData("lpips", "vgg16 lpips-vgg")]
    [InlineData("psnr,rfid", "inception-fid")]
    public void Missing_weights_are_told_with_the_command_that_brings_them(string metrics, string names)
    {
        var before = Environment.GetEnvironmentVariable("LITEVAE_WEIGHTS");
        Environment.SetEnvironmentVariable("LITEVAE_WEIGHTS", workspace.At("no-weights"));
        try
        {
            Tool.Run(Evaluate("--metrics", metrics)).Expect(1).Says($"litevae weights fetch {names}");
        }
        finally
        {
            Environment.SetEnvironmentVariable("LITEVAE_WEIGHTS", before);
        }
    }

    [Theory]
    [InlineData("--resolutions 32")]
    [InlineData("--ema --raw")]
    [InlineData("--mean --sample")]
    [InlineData("--images left")]
    [InlineData("--lpips-net resnet")]
    [InlineData("--fid-resize mine")]
    [InlineData("--save-stats --raw")]
    public void What_contradicts_itself_is_wrong_use(string options) => Tool.Run(Evaluate(options.Split(' '))).Expect(2);

    [Theory]
    [InlineData("evaluate --images a --reference b --metrics mmd")]
    [InlineData("evaluate --images a --reference b --raw")]
    [InlineData("evaluate --model m --data d --resolutions 32,zero")]
    [InlineData("evaluate --model m --data d --resolutions 32,64 --save-stats")]
    public void So_is_what_cannot_be(string call)
    {
        workspace.Picture("a/x.png", 16, 16);
        workspace.Picture("b/x.png", 16, 16);
        Tool.Run(call.Replace("--images a", $"--images {workspace.At("a")}").Replace("--reference b", $"--reference {workspace.At("b")}").Split(' ')).Expect(2);
    }

    [Fact]
    public async Task Stopped_it_prints_what_is_known_marked_partial()
    {
        using var cancellationToken = new CancellationTokenSource();
        var output = workspace.At("stopped");
        var evaluating = Task.Run(() => Tool.Run(
            cancellationToken.Token, "evaluate", "--model", workspace.Model, "--data", "procedural", "--limit", "100000", "--resolution", "64", "--output", output, "--json"));
        // The first reconstruction is written while its batch is measured: from then on there is something to print.
        Assert.True(SpinWait.SpinUntil(() => evaluating.IsCompleted || HasPicture(output), TimeSpan.FromMinutes(2)), "No image is evaluated.");
        await cancellationToken.CancelAsync();
        var outcome = (await evaluating).Expect(130);
        var model = outcome.Json["models"]![0]!;
        Assert.True((bool)model["partial"]!);
        Assert.InRange((int)model["images"]!, 1, 99999);

        static bool HasPicture(string folder) =>
            Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.png", SearchOption.AllDirectories).Any();
    }
}
