using LiteVae.Checkpoints;
using LiteVae.Codec.Models.Files;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Cli.Tests;

public sealed class ModelErrorTests(Workspace workspace) : IClassFixture<Workspace>
{
    [Fact]
    public void A_missing_model_is_named_and_what_is_accepted_is_listed() =>
        Each(workspace.At("none.safetensors"), "none.safetensors", "run folder");

    [Fact]
    public void A_truncated_model_is_named() => Each(workspace.Truncated("cut.safetensors", workspace.Model), "cut.safetensors");

    [Fact]
    public void An_empty_model_is_named() => Each(workspace.Text("empty.safetensors", ""), "empty.safetensors");

    [Fact]
    public void A_text_file_as_model_is_named() => Each(workspace.Text("text.safetensors", "this is not a model, whatever its name says"), "text.safetensors");

    [Fact]
    public void A_tensor_of_another_shape_is_named()
    {
        using var scope = NewDisposeScope();
        var path = workspace.At("shape.safetensors");
        using (var good = SafetensorsFile.Open(workspace.Model))
        {
            var tensors = good.Tensors.Keys.ToDictionary(n => n, n => good.Read(n));
            tensors["decoder.conv_in.weight"] = zeros(5, 4, 3, 3);
            SafetensorsWriter.Write(path, tensors, good.Metadata);
        }
        Each(path, "shape.safetensors", "decoder.conv_in.weight", "[5,4,3,3]", "[16,4,3,3]");
    }

    [Fact]
    public void Weights_that_are_not_numbers_are_told_in_a_line()
    {
        var path = workspace.At("damaged.safetensors");
        using (var model = ModelFile.Load(workspace.Model))
        using (no_grad())
        {
            model.get_parameter("decoder.conv_in.bias")!.Fill(float.NaN);
            ModelFile.Save(path, model);
        }
        var picture = workspace.Picture("good.png", 24, 16);
        var outcome = Tool.Run("reconstruct", picture, "--model", path, "--output", workspace.At("bad")).Expect(1).Says("picture is not finite");
        Assert.DoesNotContain("unexpected", outcome.Messages);
        Tool.Run("evaluate", "--model", path, "--data", "procedural", "--limit", "1", "--resolution", "16").Expect(1).Says("error: " + path, "is not finite");
        Tool.Run("inspect", "--model", path, "--image", picture, "--resolution", "16").Expect(0).Says("reaches infinity in decoder.conv_in");
    }

    [Fact]
    public void A_folder_without_a_run_is_no_model() => Each(workspace.Folder("plain"), "plain", "no run");

    [Fact]
    public void A_run_that_has_not_finished_says_how_to_go_on()
    {
        workspace.Text("run/config.yaml", "seed: 0");
        Each(workspace.At("run"), "has not finished", "--resume");
    }

    private void Each(string model, params string[] says)
    {
        var picture = workspace.Picture("picture.png", 24, 16);
        var output = workspace.At("nothing");
        Tool.Run("inspect", "--model", model).Expect(1).Says(says);
        Tool.Run("reconstruct", picture, "--model", model, "--output", output).Expect(1).Says(says);
        Tool.Run("encode", picture, "--model", model, "--output", output).Expect(1).Says(says);
        Tool.Run("evaluate", "--model", model, "--data", workspace.Root).Expect(1).Says(says);
        Assert.False(Path.Exists(output));
    }
}
