namespace LiteVae.Cli.Tests;

public sealed class ExportTests(Workspace workspace) : IClassFixture<Workspace>
{
    [Fact]
    public void Both_networks_become_graphs_in_a_folder()
    {
        var folder = workspace.At("graphs");
        var json = Tool.Run("export", workspace.Model, "--format", "onnx", "--output", folder, "--json").Expect(0).Json;
        Assert.Equal("fp32", (string)json["precision"]!);
        var files = json["files"]!.AsArray();
        Assert.Equal(["encoder", "decoder"], files.Select(f => (string)f!["part"]!));
        Assert.Equal(["decoder.onnx", "encoder.onnx"], Directory.GetFileSystemEntries(folder).Select(Path.GetFileName).Order());
        foreach (var file in files)
        {
            Assert.Equal(new FileInfo((string)file!["path"]!).Length, (long)file["bytes"]!);
            Assert.Null(file["data"]);
            Assert.InRange((double)file["difference"]!, 0, 1e-4);
        }
    }

    [Fact]
    public void One_network_becomes_a_file_of_any_name()
    {
        var file = workspace.At("half.onnx");
        var outcome = Tool.Run("export", workspace.Model, "--format", "onnx", "--output", file, "--part", "encoder", "--precision", "fp16").Expect(0);
        Assert.StartsWith($"{file}: ", outcome.Results, StringComparison.Ordinal);
        Assert.Contains("of the largest value", outcome.Results);
        Assert.True(File.Exists(file));
    }

    [Fact]
    public void A_model_file_in_float16_is_half_as_large_and_reconstructs_the_same_picture()
    {
        var file = workspace.At("half.safetensors");
        Tool.Run("export", workspace.Model, "--format", "litevae", "--precision", "fp16", "--output", file).Expect(0).Expect(0);
        Assert.InRange(new FileInfo(file).Length, new FileInfo(workspace.Model).Length / 2, new FileInfo(workspace.Model).Length * 0.6);
        var picture = workspace.Picture("exported.png", 24, 16);
        var psnr = new[] { workspace.Model, file }.Select((model, i) => (double)Tool.Run(
            "reconstruct", picture, "--model", model, "--output", workspace.At($"reconstructed-{i}"), "--json").Expect(0).Json["images"]![0]!["psnr"]!).ToArray();
        Assert.Equal(psnr[0], psnr[1], 0.05);
    }

    [Theory]
    [InlineData("export", "m", "--output", "o")]
    [InlineData("export", "m", "--output", "o", "--format", "onyx")]
    [InlineData("export", "--format", "onnx", "--output", "o")]
    [InlineData("export", "m", "--format", "onnx", "--output", "o", "--part", "middle")]
    [InlineData("export", "m", "--format", "onnx", "--output", "o", "--precision", "bf16")]
    [InlineData("export", "m", "--format", "onnx", "--output", "both.onnx")]
    public void Wrong_use_is_told(params string[] args) => Tool.Run(args).Expect(ExitCode.WrongUse);

    [Fact]
    public void Two_networks_in_one_file_are_refused_with_the_way_out() =>
        Tool.Run("export", workspace.Model, "--format", "onnx", "--output", workspace.At("both.onnx")).Expect(ExitCode.WrongUse).Says("both.onnx", "--part");

    [Fact]
    public void A_model_or_an_output_that_cannot_be_is_named()
    {
        string[] rest = ["--format", "onnx", "--output", workspace.At("never")];
        Tool.Run(["export", workspace.At("none.safetensors"), .. rest]).Expect(ExitCode.Failed).Says("none.safetensors", "run folder");
        var truncated = workspace.Truncated("export-cut.safetensors", workspace.Model);
        Tool.Run(["export", truncated, .. rest]).Expect(ExitCode.Failed).Says("export-cut.safetensors");
        Assert.False(Path.Exists(workspace.At("never")));
        var below = Path.Combine(workspace.Text("file.txt", "a file"), "below");
        Tool.Run("export", workspace.Model, "--format", "onnx", "--output", below).Expect(ExitCode.Failed).Says(below, "cannot be written");
    }
}
