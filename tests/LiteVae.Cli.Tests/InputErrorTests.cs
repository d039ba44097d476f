using System.Text.Json.Nodes;

namespace LiteVae.Cli.Tests;

public sealed class InputErrorTests(Workspace workspace) : IClassFixture<Workspace>
{
    [Theory]
    [InlineData("missing")]
    [InlineData("folder")]
    [InlineData("empty")]
    [InlineData("truncated")]
    [InlineData("text")]
    public void A_bad_input_is_named_and_nothing_is_written(string kind)
    {
        var input = Bad(kind);
        var output = workspace.At($"out-{kind}");
        Tool.Run("reconstruct", input, "--model", workspace.Model, "--output", output).Expect(1).Says(input);
        Assert.False(Directory.Exists(output) && Directory.EnumerateFileSystemEntries(output).Any());

        Tool.Run("encode", input, "--model", workspace.Model, "--output", $"{output}.safetensors").Expect(1).Says(input);
        Assert.False(File.Exists($"{output}.safetensors"));

        Tool.Run("decode", input, "--model", workspace.Model, "--output", output).Expect(1).Says(input);
        Tool.Run("evaluate", "--model", workspace.Model, "--data", input).Expect(1).Says(input);
        Tool.Run("train", "--data", input, "--output", $"{output}-run").Expect(1).Says(input);
    }

    [Fact]
    public void The_good_images_beside_bad_ones_are_done()
    {
        string[] inputs = [Bad("text"), workspace.Picture("good1.png", 20, 12), Bad("missing"), Bad("truncated"), workspace.Picture("good2.png", 9, 30)];
        var output = workspace.At("some");
        var outcome = Tool.Run(["reconstruct", .. inputs, "--model", workspace.Model, "--output", output, "--json"]).Expect(1);
        outcome.Says(inputs[0], inputs[2], inputs[3], "3 of 5 failed");
        Assert.Equal(2, outcome.Json["images"]!.AsArray().Count);
        Assert.Equal(
            ["good1.compare.png", "good1.png", "good2.compare.png", "good2.png"],
            Directory.GetFiles(output).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_folder_of_images_is_evaluated_without_its_bad_ones()
    {
        workspace.Picture("mixed/a.png", 40, 40);
        workspace.Picture("mixed/tiny.png", 1, 1);
        File.WriteAllText(workspace.At("mixed", "b.jpg"), "no picture");
        var outcome = Tool.Run("evaluate", "--model", workspace.Model, "--data", workspace.At("mixed"), "--json").Expect(0).Says("b.jpg");
        var model = outcome.Json["models"]![0]!;
        Assert.Equal(2, (int)model["images"]!);
        Assert.Equal(1, (int)model["skipped"]!);
        Assert.InRange((double)model["metrics"]!["psnr"]!, 1, 100);
        Assert.InRange((double)model["metrics"]!["ssim"]!, -1, 1); // of a.png alone: 1x1 is smaller than the window
    }

    [Fact]
    public void Latents_of_another_model_are_refused()
    {
        var other = workspace.At("other.safetensors");
        Tool.Run("init", "--preset", "litevae-s-mini", "--output", other, "--set", "latent_channels=6",
            "--set", "decoder.channels=16", "--set", "decoder.multipliers=[1, 1, 1, 1]").Expect(0);
        var latents = workspace.At("six.safetensors");
        Tool.Run("encode", workspace.Picture("p.png", 16, 16), "--model", other, "--output", latents).Expect(0);
        Tool.Run("decode", latents, "--model", workspace.Model, "--output", workspace.At("six")).Expect(1).Says("6 channels", "4");
        Tool.Run("decode", other, "--model", workspace.Model, "--output", workspace.At("six")).Expect(1).Says("no latents");
        Assert.False(Directory.Exists(workspace.At("six")));
    }

    [Fact]
    public void A_name_in_a_file_of_latents_cannot_lead_out_of_the_folder()
    {
        var latents = workspace.At("evil.safetensors");
        Checkpoints.SafetensorsWriter.Write(
            latents,
            new Dictionary<string, TorchSharp.torch.Tensor> { ["mean"] = TorchSharp.torch.zeros(1, 4, 2, 2) },
            new Dictionary<string, string> { ["names"] = new JsonArray("../evil.png").ToJsonString() });
        Tool.Run("decode", latents, "--model", workspace.Model, "--output", workspace.Folder("safe")).Expect(1).Says("../evil.png");
        Assert.False(File.Exists(workspace.At("evil.png")));
    }

    private string Bad(string kind) => kind switch
    {
        "missing" => workspace.At("missing.png"),
        "folder" => workspace.Folder("folder"),
        "empty" => workspace.Text("empty.png", ""),
        "truncated" => workspace.Truncated("truncated.png", workspace.Picture("whole.png", 61, 43)),
        _ => workspace.Text("text.jpg", "a text with the name of a picture, long enough to be looked at"),
    };
}
