using LiteVae.Codec.Shards;
using LiteVae.Soak.Kills;

namespace LiteVae.Cli.Tests;

public sealed class ShardedEncodingTests(Workspace workspace) : IClassFixture<Workspace>
{
    [Fact]
    public void A_folder_becomes_a_data_set_with_an_index()
    {
        var (images, output) = (Pictures("set", 5), workspace.At("set-latents"));
        var json = Tool.Run("encode", images, "--model", workspace.Model, "--output", output, "--shards", "--shard-size", "2", "--resolution", "16", "--json").Expect(0).Json;
        Assert.Equal((5, 3, 0), ((int)json["images"]!, (int)json["shards"]!, (int)json["shards_kept"]!));
        using var set = LatentShards.Open(output);
        Assert.Equal([4, 2, 2], set.Shape);
        Assert.Equal(64, set.Info.FirstStage.Length);
        Assert.Equal("1.png", set.NameOf(1));
        // A shard is a file of latents too.
        Tool.Run("decode", Path.Combine(output, "latents-00001-of-00003.safetensors"), "--model", workspace.Model, "--output", workspace.At("set-decoded")).Expect(0);
        Assert.Equal(["2.png", "3.png"], Directory.GetFiles(workspace.At("set-decoded")).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void An_image_that_is_none_is_told_and_the_others_are_encoded()
    {
        var (images, output) = (Pictures("broken", 3), workspace.At("broken-latents"));
        workspace.Text("broken/1.png", "no picture");
        Tool.Run("encode", images, "--model", workspace.Model, "--output", output, "--shards").Expect(1).Says("1.png", "1 of 3");
        using var set = LatentShards.Open(output);
        Assert.Equal(["0.png", "2.png"], new[] { set.NameOf(0), set.NameOf(1) });
    }

    [Theory]
    [InlineData(2, "--resolution", "--resolution", "12", "--shards")]
    [InlineData(2, "go with --shards", "--resolution", "16")]
    [InlineData(2, "at least 1", "--shards", "--shard-size", "0")]
    [InlineData(1, "another folder", "--shards", "--resolution", "8")]
    public void What_cannot_be_is_refused(int exit, string reason, params string[] options)
    {
        var (images, output) = (Pictures("refused", 2), workspace.At("refused-latents"));
        if (exit == 1)
            Tool.Run("encode", images, "--model", workspace.Model, "--output", output, "--shards").Expect(0);
        Tool.Run(["encode", images, "--model", workspace.Model, "--output", output, .. options]).Expect(exit).Says(reason);
    }

    [Fact]
    public void Killed_at_any_moment_it_goes_on_and_gives_the_same_files()
    {
        const int seed = 20251125;
        var images = Pictures("kill", 60);
        var whole = Work.Encoding(workspace.At("kill-whole"), workspace.Model, images);
        var killed = Work.Encoding(workspace.At("kill-latents"), workspace.Model, images);
        new KilledWork(Tool.Start, new Random(0)).Run(whole, kills: 0);
        var killer = new KilledWork(Tool.Start, new Random(seed));
        killer.Run(killed, kills: 4);
        Assert.True(killer.Killed > 0, $"The work ended before it was killed (seed {seed}).");
        Assert.Equal(Directory.GetFiles(whole.Folder).Select(Path.GetFileName).Order(), Directory.GetFiles(killed.Folder).Select(Path.GetFileName).Order());
        Assert.Empty(killed.Differences(whole.Folder).Select(d => $"{d} (seed {seed}, {killer.Killed} kills)"));
        Assert.Equal(File.ReadAllText(Path.Combine(whole.Folder, "index.json")), File.ReadAllText(Path.Combine(killed.Folder, "index.json")));
    }

    private string Pictures(string folder, int count)
    {
        for (var i = 0; i < count; i++)
            workspace.Picture($"{folder}/{i}.png", 16 + i % 3, 16);
        return workspace.At(folder);
    }
}
