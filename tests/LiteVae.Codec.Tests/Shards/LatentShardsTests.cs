using System.Text.Json.Nodes;
using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Files;
using LiteVae.Codec.Shards;
using LiteVae.Tests;

namespace LiteVae.Codec.Tests.Shards;

public sealed class LatentShardsTests : IDisposable
{
    private static readonly LatentShardsInfo Info = new()
    {
        FirstStage = new string('a', 64),
        LatentChannels = 2,
        DownsamplingFactor = 8,
        Resolution = 16,
        Scale = new LatentScale([0.5, -1], [2, 0.25]),
        Classes = ["cats", "dogs"],
    };

    private readonly TemporaryFolder _folder = new();

    private string Folder => _folder["latents"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    public void What_was_written_is_read(int shardSize)
    {
        var pictures = Pictures(7);
        Write(pictures, Info, shardSize);
        using var set = LatentShards.Open(Folder);
        Assert.Equal(7, set.Count);
        Assert.Equal([2, 2, 2], set.Shape);
        Assert.Equal(Info.FirstStage, set.Info.FirstStage);
        Assert.Equal(16, set.Info.Resolution);
        Assert.Equal(Info.Scale!.StandardDeviation, set.Info.Scale!.StandardDeviation);
        Assert.Equal(Info.Classes, set.Info.Classes);
        foreach (var (i, picture) in pictures.Index().Reverse())
        {
            Assert.Equal(picture.Name, set.NameOf(i));
            Assert.Equal(picture.Label, set.LabelOf(i));
            Assert.Equal(picture.Latents.Mean, set.Read(i).Mean);
            Assert.Equal(picture.Latents.LogVariance, set.Read(i).LogVariance);
            Assert.Equal(picture.Mirrored.Mean, set.Read(i, mirrored: true).Mean);
            Assert.Equal(picture.Mirrored.LogVariance, set.Read(i, mirrored: true).LogVariance);
            Assert.Equal(set.Info.Scale, set.Read(i).Scale);
        }
    }

    [Fact]
    public void Pictures_of_several_sizes_have_tensors_of_their_own()
    {
        EncodedPicture[] pictures = [Create(0, 2, 2), Create(1, 2, 3), Create(2, 4, 2)];
        Write(pictures, Info with { Resolution = null, Classes = [], Scale = null }, 2);
        using var set = LatentShards.Open(Folder);
        Assert.Empty(set.Shape);
        Assert.Null(set.Info.Resolution);
        Assert.Null(set.LabelOf(1));
        Assert.All(pictures.Index(), p => Assert.Equal(p.Item.Mirrored.Mean, set.Read(p.Index, mirrored: true).Mean));
    }

    [Fact]
    public void The_index_has_the_layout_of_sharded_files()
    {
        Write(Pictures(5), Info, 2);
        var index = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "index.json")))!;
        var map = index["weight_map"]!.AsObject();
        Assert.Equal(3 * 5, map.Count);
        foreach (var (tensor, file) in map)
        {
            using var shard = SafetensorsFile.Open(Path.Combine(Folder, (string)file!));
            Assert.Contains(tensor, shard.Tensors.Keys);
        }
        Assert.Equal("latents-00001-of-00003.safetensors", (string?)map["mean.2"]);
        Assert.Equal(5 * (4 * 8 * sizeof(float) + sizeof(long)), (long)index["metadata"]!["total_size"]!);
    }

    [Fact]
    public void A_shard_is_a_file_of_latents()
    {
        var pictures = Pictures(5);
        Write(pictures, Info, 2);
        using var file = LatentsFile.Open(Path.Combine(Folder, "latents-00001-of-00003.safetensors"));
        Assert.Equal([pictures[2].Name, pictures[3].Name], file.Entries.Select(e => e.Name));
        Assert.Equal(pictures[3].Latents.Mean, file.Read(file.Entries[1], 8).Mean);
    }

    [Fact]
    public void Pictures_left_out_are_told_and_shards_without_any_are_read_over()
    {
        var pictures = Pictures(6);
        var writer = new LatentShardWriter(Folder, Info, [.. pictures.Select(p => p.Name)], 2);
        writer.Write(0, [pictures[1]]);
        writer.Write(1, []);
        writer.Write(2, [pictures[4], pictures[5]]);
        Assert.Equal([pictures[0].Name, pictures[2].Name, pictures[3].Name], writer.Finish());
        using var set = LatentShards.Open(Folder);
        Assert.Equal([pictures[1].Name, pictures[4].Name, pictures[5].Name], Enumerable.Range(0, set.Count).Select(set.NameOf));
    }

    [Fact]
    public void Shards_that_are_there_are_known_and_those_of_another_data_set_refused()
    {
        var pictures = Pictures(4);
        string[] names = [.. pictures.Select(p => p.Name)];
        var writer = new LatentShardWriter(Folder, Info, names, 2);
        writer.Write(0, pictures[..2]);
        Assert.True(new LatentShardWriter(Folder, Info, names, 2).IsWritten(0));
        Assert.False(new LatentShardWriter(Folder, Info, names, 2).IsWritten(1));
        foreach (var other in new[] { Info with { FirstStage = new string('b', 64) }, Info with { Resolution = null }, Info with { Classes = ["cats", "cows"] } })
            Assert.Throws<CheckpointException>(() => new LatentShardWriter(Folder, other, names, 2).IsWritten(0));
        Assert.Throws<CheckpointException>(() => new LatentShardWriter(Folder, Info, ["other", .. names[1..]], 2).IsWritten(0));
        Assert.Throws<CheckpointException>(() => new LatentShardWriter(Folder, Info, names, 1));
        Assert.Contains("latents-00001-of-00002", Assert.Throws<CheckpointException>(() => writer.Finish()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_that_do_not_fit_the_description_are_refused()
    {
        var writer = new LatentShardWriter(Folder, Info, ["a"], 1);
        Assert.Throws<ArgumentException>(() => writer.Write(0, [Create(0, 2, 2) with { Label = null }]));
        Assert.Throws<ArgumentException>(() => writer.Write(0, [Create(0, 2, 2) with { Label = 2 }]));
        Assert.Throws<ArgumentException>(() => writer.Write(0, [Create(0, 2, 2) with { Mirrored = Create(0, 2, 3).Latents }]));
        Assert.False(Directory.Exists(Folder));
    }

    [Fact]
    public void More_shards_than_files_may_be_open_are_read()
    {
        var pictures = Pictures(150);
        Write(pictures, Info, 1);
        using var set = LatentShards.Open(Folder);
        Parallel.For(0, 600, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
            Assert.Equal(pictures[i * 7 % 150].Latents.Mean, set.Read(i * 7 % 150).Mean));
    }

    [Theory]
    [InlineData("\"format\": \"litevae-latents\"", "\"format\": \"other\"")]
    [InlineData("\"latent_channels\": 2", "\"latent_channels\": -2")]
    [InlineData("\"latent_channels\": 2", "\"latent_channels\": 1e99")]
    [InlineData("\"latent_channels\": 2", "\"latent_channels\": 3")]
    [InlineData("\"first_stage\"", "\"second_stage\"")]
    [InlineData("latents-00000-of-00001", "../atents-00000-of-00001")]
    [InlineData("\"pictures\": 2", "\"pictures\": 4000000000")]
    [InlineData("\"pictures\": 2", "\"pictures\": null")]
    [InlineData("{", "{{")]
    public void A_damaged_index_is_refused(string from, string to)
    {
        Write(Pictures(2), Info, 2);
        var path = Path.Combine(Folder, "index.json");
        var text = File.ReadAllText(path);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(from, to, StringComparison.Ordinal));
        Assert.Contains(path, Assert.Throws<CheckpointException>(() => LatentShards.Open(Folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_or_exchanged_shard_is_refused()
    {
        Write(Pictures(4), Info, 2);
        var (first, second) = (Path.Combine(Folder, "latents-00000-of-00002.safetensors"), Path.Combine(Folder, "latents-00001-of-00002.safetensors"));
        File.WriteAllBytes(second, []);
        using (var set = LatentShards.Open(Folder))
        {
            Assert.NotEmpty(set.Read(0).Mean);
            Assert.Throws<CheckpointException>(() => set.Read(2));
        }
        File.Delete(first);
        Assert.Contains("latents-00000-of-00002", Assert.Throws<CheckpointException>(() => LatentShards.Open(Folder)).Message, StringComparison.Ordinal);
        Assert.Throws<CheckpointException>(() => LatentShards.Open(_folder["nowhere"]));
    }

    private static EncodedPicture[] Pictures(int count) => [.. Enumerable.Range(0, count).Select(i => Create(i, 2, 2))];

    private static EncodedPicture Create(int number, int height, int width)
    {
        var random = new Random(number);
        float[] Values() => [.. Enumerable.Range(0, 2 * height * width).Select(_ => (float)random.NextDouble())];
        Latents Posterior() => new(Values(), Values(), 2, height, width, 8 * width, 8 * height);
        return new EncodedPicture($"cats/{number}.png", Posterior(), Posterior(), number % 2);
    }

    private void Write(IReadOnlyList<EncodedPicture> pictures, LatentShardsInfo info, int shardSize)
    {
        if (info.Classes.Count == 0)
            pictures = [.. pictures.Select(p => p with { Label = null })];
        var writer = new LatentShardWriter(Folder, info, [.. pictures.Select(p => p.Name)], shardSize);
        for (var shard = 0; shard < writer.Count; shard++)
            writer.Write(shard, [.. pictures.Take(writer.PicturesOf(shard))]);
        Assert.Empty(writer.Finish());
    }
}
