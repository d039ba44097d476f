using System.Formats.Tar;
using LiteVae.Codec.Configuration;
using LiteVae.Data;
using LiteVae.Data.Sharding;
using LiteVae.Data.Shards;
using LiteVae.Tests.Data.Tar;

namespace LiteVae.Tests.Data.Sharding;

public sealed class ImageSharderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ImageSharderTests()
    {
        for (var i = 0; i < 13; i++)
            _folder.Write($"images/{(i % 3 == 0 ? "cats" : "dogs")}/{i:00}.png", TestTars.Png(16 + i));
    }

    private string Output => _folder["out/train-{000000..000009}.tar"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Files_come_back_as_they_were_with_their_classes()
    {
        var result = Shard(new ShardingOptions { SamplesPerShard = 5, FolderLabels = true });
        Assert.Equal((3, 13, 0), (result.Shards.Count, result.Samples, result.Skipped));
        Assert.Equal(["cats", "dogs"], result.Classes);
        using var folder = FolderImageSource.Open(_folder["images"]);
        using var tars = TarImageSource.Open(_folder["out"]);
        Assert.Equal(folder.Count, tars.Count);
        Assert.Equal(["cats", "dogs"], tars.ClassNames);
        for (var i = 0; i < 13; i++)
        {
            Assert.Equal($"train-00000{i / 5}.tar/{folder.NameOf(i)}", tars.NameOf(i));
            Assert.Equal(File.ReadAllBytes(_folder[$"images/{folder.NameOf(i)}"]), ((IEncodedSource)tars).ReadFile(i));
            Assert.Equal(tars.NameOf(i).Split('/')[1], tars.ClassNames[tars.LabelOf(i)!.Value]);
        }
    }

    [Fact]
    public void Bytes_do_not_depend_on_workers_or_time_and_the_written_index_is_that_of_the_tar()
    {
        var options = new ShardingOptions { SamplesPerShard = 4, ShortSide = 10, Format = ShardImageFormat.WebP, ShuffleSeed = 4 };
        var first = Shard(options with { Workers = 1 }).Shards.Select(File.ReadAllBytes).ToArray();
        Assert.Equal(first, Shard(options with { Workers = 5, Overwrite = true }).Shards.Select(File.ReadAllBytes));
        foreach (var tar in Directory.GetFiles(_folder["out"], "*.tar"))
        {
            var (written, read) = (TarIndexFile.Read(TarIndexStore.Beside(tar), TarStamp.Of(tar))!, TarIndexing.Index(tar));
            Assert.True(written.Records.SequenceEqual(read.Records) && written.Names.SequenceEqual(read.Names));
        }
    }

    [Fact]
    public void Other_programs_find_ordinary_entries_of_one_time_and_owner()
    {
        _folder.Write($"images/dogs/{new string('x', 140)}.png", TestTars.Png(16));
        using var stream = File.OpenRead(Shard(new ShardingOptions()).Shards.Single());
        using var reader = new TarReader(stream);
        var names = new List<string>();
        while (reader.GetNextEntry() is { } entry)
        {
            names.Add(entry.Name);
            Assert.Equal((TarEntryType.RegularFile, DateTimeOffset.UnixEpoch, 0, 0), (entry.EntryType, entry.ModificationTime, entry.Uid, entry.Gid));
        }
        Assert.Equal(14, names.Count);
        Assert.Contains($"dogs/{new string('x', 140)}.png", names);
    }

    [Fact]
    public void A_tar_does_not_pass_its_size_and_one_image_is_always_in_it()
    {
        var tars = Shard(new ShardingOptions { BytesPerShard = 5000 }).Shards;
        Assert.InRange(tars.Count, 2, 10);
        Assert.All(tars, tar => Assert.InRange(new FileInfo(tar).Length, 1, 5000));
    }

    [Fact]
    public void Images_are_shrunk_never_enlarged_and_written_in_the_format()
    {
        _folder.Write("images/cats/00.png", TestTars.Png(64));
        foreach (var (format, extension) in new[] { (ShardImageFormat.Jpeg, "jpg"), (ShardImageFormat.Png, "png"), (ShardImageFormat.WebP, "webp") })
        {
            Shard(new ShardingOptions { ShortSide = 8, Format = format, Overwrite = true });
            using var small = TarImageSource.Open(_folder["out"]);
            Assert.EndsWith($".{extension}", small.NameOf(0), StringComparison.Ordinal);
            var image = small.TryLoad(0, default)!;
            Assert.Equal((32, 8), (image.Width, image.Height));
        }
        Shard(new ShardingOptions { ShortSide = 1000, Overwrite = true });
        using var same = TarImageSource.Open(_folder["out"]);
        Assert.Equal((64, 16), (same.TryLoad(0, default)!.Width, same.TryLoad(0, default)!.Height));
        Assert.EndsWith(".jpg", same.NameOf(0), StringComparison.Ordinal);
    }

    [Fact]
    public void Tars_are_put_into_other_tars_with_labels_and_json()
    {
        _folder.Write("in/a.tar", TestTars.Of(("x/1.png", TestTars.Png(16)), ("x/1.cls", TestTars.Text("7")), ("x/1.json", TestTars.Text("{\"a\":1}")), ("2.png", TestTars.Png(17))));
        _folder.Write("in/b.tar", TestTars.Of(("x/1.png", TestTars.Png(18))));
        using (var images = TarImageSource.Open(_folder["in"]))
            new ImageSharder(images, new ShardingOptions()).Write(Output);
        using var tars = TarImageSource.Open(_folder["out"]);
        Assert.Equal(["x/1.png", "2.png", "x/1~2.png"], Enumerable.Range(0, 3).Select(i => ((IEncodedSource)tars).MemberNameOf(i)));
        Assert.Equal([7, null, null], Enumerable.Range(0, 3).Select(i => tars.LabelOf(i)));
        Assert.Equal("{\"a\":1}"u8.ToArray(), ((IEncodedSource)tars).ReadJson(0));
    }

    [Fact]
    public void Keys_are_distinct_and_end_at_their_first_dot()
    {
        var keys = new SampleKeys();
        Assert.Equal(["a/b_c", "a/b_c~2", "a.x/b", "a/b_c~3", "_"], new[] { "a/b.c.png", "a/b_c.jpg", "a.x/b.png", "a/b.c.webp", ".png" }.Select(keys.Next));
    }

    [Fact]
    public void A_key_that_comes_very_often_is_numbered_without_trying_all_earlier_numbers()
    {
        const int count = 100_000;
        var keys = new SampleKeys();
        string[] given = [.. Enumerable.Range(0, count).Select(_ => keys.Next("a.png"))];
        Assert.Equal($"a~{count}", given[^1]);
    }

    [Fact]
    public void Broken_images_are_told_and_left_out()
    {
        _folder.Write("images/cats/00.png", TestTars.Text("no picture"));
        _folder.Write("images/dogs/01.png", []);
        foreach (var options in new[] { new ShardingOptions(), new ShardingOptions { Format = ShardImageFormat.Png, Overwrite = true } })
        {
            using var images = FolderImageSource.Open(_folder["images"]);
            var sharder = new ImageSharder(images, options);
            var skipped = new List<string>();
            sharder.Skipped += (name, _) => skipped.Add(name);
            var result = sharder.Write(Output);
            Assert.Equal(["cats/00.png", "dogs/01.png"], skipped);
            Assert.Equal((11, 2), (result.Samples, result.Skipped));
        }
    }

    [Fact]
    public void Stopped_work_leaves_finished_tars_and_no_halves()
    {
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() =>
            Shard(new ShardingOptions { SamplesPerShard = 5 }, new Told(p => { if (p.Images >= 8) stop.Cancel(); }), stop.Token));
        Assert.Equal(["train-000000.tar", "train-000000.tar.index"], Directory.GetFiles(_folder["out"]).Select(Path.GetFileName).Order());
        Assert.Equal(5, TarIndexing.Index(_folder["out/train-000000.tar"]).Count);
    }

    [Fact]
    public void Too_few_names_are_refused_before_work_begins_where_that_is_known()
    {
        AssertRefused<ConfigException>("out/t-{0..1}.tar", new ShardingOptions { SamplesPerShard = 5 }, "room for 2 tars; 13 images need at least 3");
        AssertRefused<ConfigException>("out/t-{0..1}.tar", new ShardingOptions { BytesPerShard = 300 }, "room for 2 tars");
        Assert.False(Directory.Exists(_folder["out"]));
        AssertRefused<ConfigException>("out/t-{0..1}.tar", new ShardingOptions { BytesPerShard = 4000, Format = ShardImageFormat.Png }, "these are full after");
    }

    [Fact]
    public void What_is_there_is_not_overwritten_unless_that_is_asked_for_and_then_nothing_old_is_left()
    {
        Shard(new ShardingOptions { SamplesPerShard = 3 });
        AssertRefused<DatasetException>("out/train-{000000..000009}.tar", new ShardingOptions(), "exists already");
        Shard(new ShardingOptions { SamplesPerShard = 7, Overwrite = true });
        Assert.Equal(2, Directory.GetFiles(_folder["out"], "*.tar").Length);
        using var tars = TarImageSource.Open(_folder["out"]);
        Assert.Equal(13, tars.Count);
        var into = Assert.Throws<DatasetException>(() => new ImageSharder(tars, new ShardingOptions { Overwrite = true }).Write(Output));
        Assert.Contains("choose other names", into.Message);
    }

    [Fact]
    public void Names_that_are_not_needed_may_lie_in_folders_that_are_not_there_and_classes_lie_where_the_tars_are_read()
    {
        using var images = FolderImageSource.Open(_folder["images"]);
        var output = _folder["out/part-{0..9}/train.tar"];
        Assert.Equal(2, new ImageSharder(images, new ShardingOptions { SamplesPerShard = 7, FolderLabels = true }).Write(output).Shards.Count);
        AssertClasses("cats", "dogs");
        Assert.Single(new ImageSharder(images, new ShardingOptions { FolderLabels = true, Overwrite = true }).Write(output).Shards);
        AssertClasses("cats", "dogs");

        void AssertClasses(params string[] expected)
        {
            using var tars = TarImageSource.Open(_folder["out"]);
            Assert.Equal(expected, tars.ClassNames);
            Assert.Equal("cats", tars.ClassNames[tars.LabelOf(0)!.Value]);
        }
    }

    [Fact]
    public void Class_names_of_a_set_that_is_replaced_do_not_stay()
    {
        Shard(new ShardingOptions { FolderLabels = true });
        Assert.True(File.Exists(_folder["out/classes.json"]));
        Shard(new ShardingOptions { Overwrite = true });
        Assert.False(File.Exists(_folder["out/classes.json"]));
    }

    [Fact]
    public void Names_and_options_that_cannot_be_are_refused()
    {
        AssertRefused<ConfigException>("out/t-{0..1}.zip", new ShardingOptions(), "names of tars");
        AssertRefused<ConfigException>("out/t-{0..1}.tar", new ShardingOptions { SamplesPerShard = 100_001 }, "1 to 100000");
        AssertRefused<ConfigException>("out/t-{0..1}.tar", new ShardingOptions { Quality = 0 }, "1 to 100");
        _folder.Write("images/loose.png", TestTars.Png(16));
        AssertRefused<DatasetException>("out/t-{0..1}.tar", new ShardingOptions { FolderLabels = true }, "loose.png lies in no folder");
    }

    private void AssertRefused<T>(string output, ShardingOptions options, string reason)
        where T : Exception
    {
        using var images = FolderImageSource.Open(_folder["images"]);
        Assert.Contains(reason, Assert.Throws<T>(() => new ImageSharder(images, options).Write(_folder[output])).Message, StringComparison.Ordinal);
    }

    private ShardingResult Shard(ShardingOptions options, IProgress<ShardingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        using var images = FolderImageSource.Open(_folder["images"]);
        return new ImageSharder(images, options).Write(Output, progress, cancellationToken);
    }

    private sealed class Told(Action<ShardingProgress> tell) : IProgress<ShardingProgress>
    {
        public void Report(ShardingProgress value) => tell(value);
    }
}
