using LiteVae.Codec.Shards;

namespace LiteVae.Cli.Tests;

public sealed class ShardTests(Workspace workspace) : IClassFixture<Workspace>
{
    [Fact]
    public void A_folder_becomes_tars_that_every_verb_takes_as_data()
    {
        var (images, pattern) = (Pictures("folder", 5), workspace.At("tars/t-{0000..0009}.tar"));
        var json = Tool.Run("shard", images, "--output", pattern, "--samples-per-shard", "2", "--labels", "folders", "--json").Expect(0).Json;
        Assert.Equal((5, 3, 2), ((int)json["images"]!, json["shards"]!.AsArray().Count, (int)json["classes"]!));
        var data = workspace.At("tars/t-{0000..0002}.tar");
        Tool.Run("evaluate", "--model", workspace.Model, "--data", data, "--resolution", "16", "--metrics", "psnr").Expect(0);
        Tool.Run("encode", data, "--model", workspace.Model, "--output", workspace.At("latents"), "--shards", "--resolution", "16").Expect(0);
        using var set = LatentShards.Open(workspace.At("latents"));
        Assert.Equal(["even", "odd"], set.Info.Classes);
        Assert.Equal("t-0000.tar/even/0.png", set.NameOf(0));
        Assert.Equal([0, 0, 0, 1, 1], Enumerable.Range(0, 5).Select(i => set.LabelOf(i)!.Value));
    }

    [Fact]
    public void A_run_on_tars_can_be_gone_on_with()
    {
        var images = Pictures("training", 6);
        Tool.Run("shard", images, "--output", workspace.At("training-tars/{0..9}.tar"), "--samples-per-shard", "3", "--short-side", "16", "--format", "webp").Expect(0);
        string[] settings = ["--set", "model={preset: litevae-s-mini, latent_channels: 4, decoder: {channels: 16, multipliers: [1, 1, 1, 1]}}", "train.phases=[{resolution: 16, steps: 2, batch_size: 2}]", "data.holdout=1"];
        Tool.Run(["train", "--data", workspace.At("training-tars/{0..1}.tar"), "--output", workspace.At("run"), .. settings]).Expect(0);
        Assert.Contains("{0..1}.tar", File.ReadAllText(workspace.At("run/config.yaml")), StringComparison.Ordinal);
        Tool.Run("train", "--resume", workspace.At("run"), "--steps", "4").Expect(0);
    }

    [Theory]
    [InlineData(2, "room for 2 tars", "t-{0..1}.tar", "--samples-per-shard", "1")]
    [InlineData(2, "not closed", "t-{0..1.tar")]
    [InlineData(2, "names of tars", "t-{0..1}.zip")]
    [InlineData(2, "1 to 100000", "t-{0..1}.tar", "--samples-per-shard", "100001")]
    [InlineData(2, "--quality goes with", "t-{0..1}.tar", "--quality", "80")]
    [InlineData(2, "--quality goes with", "t-{0..1}.tar", "--format", "png", "--quality", "80")]
    [InlineData(2, "gif", "t-{0..1}.tar", "--format", "gif")]
    public void What_cannot_be_is_refused(int exit, string reason, string output, params string[] options)
    {
        var images = Pictures("refused", 3);
        Tool.Run(["shard", images, "--output", workspace.At($"refused-tars/{output}"), .. options]).Expect(exit).Says(reason);
        Assert.False(Directory.Exists(workspace.At("refused-tars")));
    }

    [Fact]
    public void Tars_that_are_there_are_replaced_only_where_that_is_asked_for()
    {
        var (images, pattern) = (Pictures("again", 3), workspace.At("again-tars/{0..9}.tar"));
        Tool.Run("shard", images, "--output", pattern).Expect(0);
        Tool.Run("shard", images, "--output", pattern).Expect(1).Says("0.tar", "exists already");
        Tool.Run("shard", images, "--output", pattern, "--overwrite").Expect(0);
    }

    [Fact]
    public void A_broken_image_is_named_and_the_others_are_in_the_tar()
    {
        var images = Pictures("broken", 3);
        workspace.Text("broken/odd/1.png", "no picture");
        Tool.Run("shard", images, "--output", workspace.At("broken-tars/{0..9}.tar")).Expect(1).Says("odd/1.png", "1 of 3 images");
    }

    private string Pictures(string folder, int count)
    {
        Directory.CreateDirectory(workspace.At($"{folder}/even"));
        Directory.CreateDirectory(workspace.At($"{folder}/odd"));
        for (var i = 0; i < count; i++)
            workspace.Picture($"{folder}/{(i % 2 == 0 ? "even" : "odd")}/{i}.png", 16 + i % 3, 16);
        return workspace.At(folder);
    }
}
