using LiteVae.Data;

namespace LiteVae.Cli.Tests;

public sealed class CodecOptionsTests(Workspace workspace) : IClassFixture<Workspace>
{
    [Fact]
    public void A_large_image_is_reconstructed_in_tiles_to_the_pixels_of_the_whole_but_for_the_encoders_norms()
    {
        var picture = workspace.Picture("large.png", 320, 210);
        var whole = workspace.At("whole");
        var tiled = workspace.At("tiled");
        Tool.Run("reconstruct", picture, "--model", workspace.Model, "--output", whole, "--tile", "none").Expect(0);
        Tool.Run("reconstruct", picture, "--model", workspace.Model, "--output", tiled, "--tile", "304").Expect(0).Says("320x210", "encoder", "differs from computing it whole");
        var (a, b) = (ImageFile.Load(Path.Combine(whole, "large.png")), ImageFile.Load(Path.Combine(tiled, "large.png")));
        Assert.Equal((a.Width, a.Height), (b.Width, b.Height));
        Assert.InRange(LiteVae.Evaluation.Similarity.Psnr.Of(a, b), 25, 100);
    }

    [Fact]
    public void Decoding_in_tiles_with_a_self_modulated_decoder_changes_nothing()
    {
        var latents = workspace.At("large.safetensors");
        Tool.Run("encode", workspace.Picture("wide.png", 400, 40), "--model", workspace.Model, "--output", latents).Expect(0);
        Tool.Run("decode", latents, "--model", workspace.Model, "--output", workspace.At("d1"), "--tile", "none").Expect(0);
        Tool.Run("decode", latents, "--model", workspace.Model, "--output", workspace.At("d2"), "--tile", "336").Expect(0);
        var (a, b) = (ImageFile.Load(workspace.At("d1", "wide.png")), ImageFile.Load(workspace.At("d2", "wide.png")));
        Assert.All(a.Pixels.Zip(b.Pixels), p => Assert.InRange(Math.Abs(p.First - p.Second), 0, 1));
    }

    [Theory]
    [InlineData("--tile", "sometimes", "auto, none or a side")]
    [InlineData("--tile", "40", "at least")]
    [InlineData("--memory", "1", "at least")]
    [InlineData("--precision", "fp64", "fp64")]
    public void What_cannot_be_is_refused(string option, string value, string says)
    {
        var picture = workspace.Picture("refused.png", 64, 64);
        Tool.Run("reconstruct", picture, "--model", workspace.Model, "--output", workspace.At("refused"), option, value).Expect(ExitCode.WrongUse).Says(says);
    }

    [Fact]
    public void Bfloat16_is_near_float32()
    {
        var picture = workspace.Picture("half.png", 48, 32);
        Tool.Run("reconstruct", picture, "--model", workspace.Model, "--output", workspace.At("fp32"), "--precision", "fp32").Expect(0);
        Tool.Run("reconstruct", picture, "--model", workspace.Model, "--output", workspace.At("bf16"), "--precision", "bf16").Expect(0);
        var (a, b) = (ImageFile.Load(workspace.At("fp32", "half.png")), ImageFile.Load(workspace.At("bf16", "half.png")));
        Assert.InRange(LiteVae.Evaluation.Similarity.Psnr.Of(a, b), 30, 100);
    }
}
