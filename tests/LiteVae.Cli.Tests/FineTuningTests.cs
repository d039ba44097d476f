using LiteVae.Cli.Verbs.Evaluate;
using LiteVae.Codec.Models.Files;

namespace LiteVae.Cli.Tests;

public sealed class FineTuningTests(Workspace workspace) : IClassFixture<Workspace>
{
    private static readonly string[] Short =
    [
        "--set", "train.phases=[{resolution: 16, steps: 2, batch_size: 2}]", "--set", "data.holdout=2", "--set", "train.sample_every=1000", "--threads", "1",
    ];

    [Fact]
    public void A_model_takes_the_place_of_the_recipes_and_a_frozen_half_keeps_its_bytes()
    {
        var run = workspace.At("tuned");
        Tool.Run(["train", "--from", workspace.Model, "--set", "train.freeze=encoder", "--output", run, .. Short]).Expect(0);
        using var source = SafetensorsFile.Open(workspace.Model);
        using var tuned = SafetensorsFile.Open(Path.Combine(run, "model.safetensors"));
        Assert.Equal(source.Metadata["config"], tuned.Metadata["config"]);
        string[] encoder = [.. source.Tensors.Keys.Where(name => name.StartsWith("encoder.", StringComparison.Ordinal))];
        Assert.NotEmpty(encoder);
        foreach (var name in encoder)
            Assert.Equal(Values(source, name), Values(tuned, name));
        Assert.NotEqual(Values(source, "decoder.conv_out.conv.weight"), Values(tuned, "decoder.conv_out.conv.weight"));

        Tool.Run(["train", "--from", workspace.Model, "--set", "model.latent_channels=8", "--output", workspace.At("no"), .. Short])
            .Expect(2).Says("latent_channels is 8, and 4 in the file");
        Tool.Run("train", "--from", workspace.Model, "--resume", run).Expect(2).Says("leave out --from");
    }

    [Fact]
    public void A_finished_run_is_lengthened()
    {
        var (whole, run) = (workspace.At("whole"), workspace.At("longer"));
        Tool.Run(["train", "--steps", "4", "--output", whole, .. Tool.TinyRun(9)]).Expect(0);
        Tool.Run(["train", "--output", run, .. Tool.TinyRun(2)]).Expect(0);
        Tool.Run("train", "--resume", run, "--steps", "1").Expect(2).Says("has 2 steps", "found 1");
        Assert.Equal(4, (int)Tool.Run("train", "--resume", run, "--steps", "4", "--threads", "1", "--json").Expect(0).Json["steps"]!);
        Assert.Equal(File.ReadAllBytes(Path.Combine(whole, "model.safetensors")), File.ReadAllBytes(Path.Combine(run, "model.safetensors")));
    }

    [Fact]
    public void So_is_a_diffusion_run()
    {
        var (whole, run) = (workspace.At("diffusion-whole"), workspace.At("diffusion-longer"));
        Tool.Run(["diffusion", "train", "--output", whole, .. DiffusionTests.TinyRun(5), "--first-stage", workspace.Model]).Expect(0);
        Tool.Run(["diffusion", "train", "--output", run, .. DiffusionTests.TinyRun(2), "--first-stage", workspace.Model]).Expect(0);
        Tool.Run("diffusion", "train", "--resume", run, "--steps", "1").Expect(2).Says("has 2 steps");
        Tool.Run("diffusion", "train", "--resume", run, "--steps", "5", "--threads", "1").Expect(0);
        Assert.Equal(File.ReadAllBytes(Path.Combine(whole, "model.safetensors")), File.ReadAllBytes(Path.Combine(run, "model.safetensors")));
    }

    [Fact]
    public void Results_call_models_by_the_names_they_are_given()
    {
        string[] call = ["evaluate", "--model", $"small={workspace.Model}", "--model", $"same={workspace.Model}", "--data", "procedural", "--limit", "2", "--resolution", "32"];
        var report = workspace.At("named.html");
        var json = Tool.Run([.. call, "--json", "--report", report, "--csv", workspace.At("named.csv")]).Expect(0).Json;
        Assert.Equal(["small", "same"], json["models"]!.AsArray().Select(m => (string)m!["model"]!));
        Assert.Equal("small", (string)json["differences"]![0]!["against"]!);
        Assert.Contains("same", File.ReadAllText(report));
        Assert.StartsWith("small,", File.ReadAllLines(workspace.At("named.csv"))[1], StringComparison.Ordinal);
        Tool.Run("evaluate", "--model", $"a={workspace.Model}", "--model", "a=other", "--data", "procedural", "--limit", "1").Expect(2).Says("\"a\" is given 2 times");
        Tool.Run("evaluate", "--model", workspace.Model, "--model", workspace.Model, "--data", "procedural", "--limit", "1").Expect(2).Says("NAME=PATH");
    }

    [Fact]
    public void A_path_with_an_equals_sign_stays_a_path()
    {
        var path = workspace.Text("a=b", "");
        Assert.Equal(new NamedModel(path, path), NamedModel.Parse(path));
        Assert.Equal(new NamedModel("x/a=b", "x/a=b"), NamedModel.Parse("x/a=b"));
        Assert.Equal(new NamedModel("a", "x=b"), NamedModel.Parse("a=x=b"));
        Assert.Equal(new NamedModel("=b", "=b"), NamedModel.Parse("=b"));
    }

    private static float[] Values(SafetensorsFile file, string name)
    {
        var values = new float[file.Tensors[name].Count];
        ((ITensorSource)file).Read(name, values);
        return values;
    }
}
