using System.Text.Json.Nodes;
using LiteVae.Codec.Models.Files;
using LiteVae.Data;
using NetVips;

namespace LiteVae.Cli.Tests;

public sealed class ImageVerbTests(Workspace workspace) : IClassFixture<Workspace>
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 9)]
    [InlineData(64, 48)]
    [InlineData(1021, 767)]
    public void Any_size_survives_reconstruction_encoding_and_decoding(int width, int height)
    {
        var name = $"size-{width}x{height}";
        var picture = workspace.Picture($"{name}.png", width, height);
        var (folder, latents, decoded) = (workspace.At($"{name}-r"), workspace.At($"{name}.safetensors"), workspace.At($"{name}-d"));
        var json = Tool.Run("reconstruct", picture, "--model", workspace.Model, "--output", folder, "--json").Expect(0).Json;
        Assert.InRange((double)json["images"]![0]!["psnr"]!, 1, 100);
        Assert.Equal((width, height), ImageFile.ReadSize(Path.Combine(folder, $"{name}.png")));
        Assert.True(File.Exists(Path.Combine(folder, $"{name}.compare.png")));

        Tool.Run("encode", picture, "--model", workspace.Model, "--output", latents).Expect(0);
        Tool.Run("decode", latents, "--model", workspace.Model, "--output", decoded).Expect(0);
        Assert.Equal(
            ImageFile.Load(Path.Combine(folder, $"{name}.png")).Pixels,
            ImageFile.Load(Path.Combine(decoded, $"{name}.png")).Pixels); // both decode the posterior's mean
    }

    [Theory]
    [InlineData("grey.png", 1, Enums.BandFormat.Uchar, Enums.Interpretation.Bw)]
    [InlineData("grey16.png", 1, Enums.BandFormat.Ushort, Enums.Interpretation.Grey16)]
    [InlineData("rgba.png", 4, Enums.BandFormat.Uchar, Enums.Interpretation.Srgb)]
    [InlineData("rgb16.png", 3, Enums.BandFormat.Ushort, Enums.Interpretation.Rgb16)]
    [InlineData("rgb.jpg", 3, Enums.BandFormat.Uchar, Enums.Interpretation.Srgb)]
    [InlineData("rgb.webp", 3, Enums.BandFormat.Uchar, Enums.Interpretation.Srgb)]
    [InlineData("rgb.tif", 3, Enums.BandFormat.Uchar, Enums.Interpretation.Srgb)]
    public void Every_kind_of_image_is_accepted(string name, int bands, Enums.BandFormat depth, Enums.Interpretation space)
    {
        var picture = workspace.Picture(name, bands, depth, space);
        Tool.Run("reconstruct", picture, "--model", workspace.Model, "--output", workspace.At("kinds")).Expect(0);
        Assert.Equal(ImageFile.ReadSize(picture), ImageFile.ReadSize(workspace.At("kinds", Path.ChangeExtension(name, ".png"))));
    }

    [Fact]
    public void Without_our_kernels_libtorch_gives_the_same_picture()
    {
        var picture = workspace.Picture("kernels.png", 75, 50);
        foreach (var kernels in new[] { "portable", "off" })
        {
            var environment = new Dictionary<string, string> { ["LITEVAE_KERNELS"] = kernels };
            Tool.Start(environment, "reconstruct", picture, "--model", workspace.Model, "--output", workspace.At($"kernels-{kernels}")).Finish().Expect(0);
        }
        var (ours, theirs) = (ImageFile.Load(workspace.At("kernels-portable", "kernels.png")), ImageFile.Load(workspace.At("kernels-off", "kernels.png")));
        Assert.All(ours.Pixels.Zip(theirs.Pixels), p => Assert.InRange(p.First - p.Second, -1, 1)); // a value between two levels may fall to either
    }

    [Fact]
    public void Kernels_that_do_not_exist_are_an_error_that_names_those_that_do()
    {
        var environment = new Dictionary<string, string> { ["LITEVAE_KERNELS"] = "sse9" };
        var outcome = Tool.Start(environment, "reconstruct", workspace.Picture("sse9.png", 32, 32), "--model", workspace.Model, "--output", workspace.At("sse9"))
            .Finish().Expect(2).Says("LITEVAE_KERNELS=sse9", "portable and off");
        Assert.DoesNotContain("unexpected", outcome.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public void Latents_of_images_of_one_size_are_one_tensor()
    {
        var latents = workspace.At("same.safetensors");
        Tool.Run("encode", workspace.Picture("s1.png", 30, 20), workspace.Picture("s2.png", 30, 20), "--model", workspace.Model, "--output", latents).Expect(0);
        using var file = SafetensorsFile.Open(latents);
        Assert.Equal(["logvar", "mean"], file.Tensors.Keys.Order());
        Assert.Equal([2, 4, 3, 4], file.Tensors["mean"].Shape);
        Assert.Equal([2, 4, 3, 4], file.Tensors["logvar"].Shape);
        Assert.Equal("""["s1.png","s2.png"]""", file.Metadata["names"]);
        Assert.Equal("[[30,20],[30,20]]", file.Metadata["sizes"]);
    }

    [Fact]
    public void Latents_of_images_of_several_sizes_are_numbered()
    {
        var folder = workspace.Folder("several");
        workspace.Picture("several/a.png", 30, 20);
        workspace.Picture("several/sub/a.png", 8, 24);
        var latents = workspace.At("several.safetensors");
        Tool.Run("encode", folder, "--model", workspace.Model, "--output", latents).Expect(0);
        using (var file = SafetensorsFile.Open(latents))
        {
            Assert.Equal(["logvar.0", "logvar.1", "mean.0", "mean.1"], file.Tensors.Keys.Order());
            Assert.Equal([1, 4, 3, 4], file.Tensors["mean.0"].Shape);
            Assert.Equal([1, 4, 3, 1], file.Tensors["mean.1"].Shape);
            Assert.Equal(["a.png", "sub/a.png"], JsonNode.Parse(file.Metadata["names"])!.AsArray().Select(n => (string)n!));
        }
        Tool.Run("decode", latents, "--model", workspace.Model, "--output", workspace.At("several-d")).Expect(0);
        Assert.Equal((30, 20), ImageFile.ReadSize(workspace.At("several-d", "a.png")));
        Assert.Equal((8, 24), ImageFile.ReadSize(workspace.At("several-d", "sub", "a.png")));
    }

    [Fact]
    public void Models_are_compared_on_the_same_images()
    {
        var json = Tool.Run(
            "evaluate", "--model", workspace.Model, "--model", $"again={workspace.Model}", "--data", "procedural", "--limit", "3", "--resolution", "32", "--json").Expect(0).Json;
        var models = json["models"]!.AsArray();
        Assert.Equal(2, models.Count);
        Assert.All(models, m => Assert.Equal(3, (int)m!["images"]!));
        Assert.Equal((double)models[0]!["metrics"]!["psnr"]!, (double)models[1]!["metrics"]!["psnr"]!);
        Assert.Equal(workspace.Model, (string)models[0]!["model"]!);
        Assert.Equal("again", (string)models[1]!["model"]!);
    }

    [Fact]
    public void A_seed_determines_the_weights()
    {
        byte[] Init(string seed, string name)
        {
            Tool.Run("init", "--preset", "litevae-s-mini", "--output", workspace.At(name), "--seed", seed).Expect(0);
            return File.ReadAllBytes(workspace.At(name));
        }

        var first = Init("5", "i1.safetensors");
        Assert.Equal(first, Init("5", "i2.safetensors"));
        Assert.NotEqual(first, Init("6", "i3.safetensors"));
    }
}
