using LiteVae.Codec.Configuration;
using LiteVae.Data;
using LiteVae.Data.Loading;
using LiteVae.Data.Shards;
using LiteVae.Tests.Data.Tar;

namespace LiteVae.Tests.Data.Shards;

public sealed class TarImageSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("train-{000000..000002}.tar")]
    [InlineData("train-000000.tar::train-000001.tar,train-000002.tar")]
    public void Images_of_several_tars_follow_each_other(string data)
    {
        WriteThree();
        var path = data.Length == 0 ? _folder.Root : string.Join("::", data.Split("::").SelectMany(d => d.Split(',')).Select(d => _folder[d]));
        using var source = Assert.IsType<TarImageSource>(ImageSources.Open(path, 0, 16));
        Assert.Equal(9, source.Count);
        for (var i = 0; i < 9; i++)
        {
            Assert.Equal($"train-00000{i / 4}.tar/{i:00}.png", source.NameOf(i));
            Assert.Equal(16 + i, source.TryLoad(i, default)!.Width);
            Assert.Equal(i % 3, source.LabelOf(i));
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => source.NameOf(9));
        Assert.Equal(0, source.Skipped.Count);
    }

    [Fact]
    public void One_tar_is_a_source_too_and_a_picture_is_that_of_the_file()
    {
        var path = _folder.Write("one.tar", TestTars.Of(("x/a.PNG", TestTars.Png(20))));
        ImageFile.Save(_folder["a.png"], TestPictures.Ramp(20, 16));
        using var source = ImageSources.Open(path, 0, 16);
        Assert.Equal("one.tar/x/a.PNG", source.NameOf(0));
        Assert.Equal(ImageFile.Load(_folder["a.png"]).Pixels, source.TryLoad(0, default)!.Pixels);
    }

    [Fact]
    public void A_sample_has_one_image_and_what_else_looks_like_one_is_named()
    {
        var path = _folder.Write("s.tar", TestTars.Of(
            ("a.seg.png", TestTars.Png(16)), ("a.jpg", TestTars.Png(17)), ("a.json", TestTars.Text("{}")), ("only.text.txt", [1]), (".hidden.png", [1]), ("noextension", [1]), ("b.x.png", TestTars.Png(18))));
        using var source = TarImageSource.Open(path);
        Assert.Equal(["s.tar/a.jpg", "s.tar/b.x.png"], new[] { source.NameOf(0), source.NameOf(1) });
        Assert.Equal($"{path}/a.seg.png", Assert.Single(source.Skipped.Named).Path);
        Assert.Equal("{}"u8.ToArray(), ((IEncodedSource)source).ReadJson(0));
        Assert.Null(((IEncodedSource)source).ReadJson(1));
        Assert.Null(source.LabelOf(0));
    }

    [Fact]
    public void A_repeated_extension_is_an_error_that_names_tar_and_member()
    {
        var path = _folder.Write("twice.tar", TestTars.Of(("a.png", [1]), ("a.PNG", [2])));
        var error = Assert.Throws<DatasetException>(() => TarImageSource.Open(path));
        Assert.StartsWith($"{path}: a.PNG is there twice", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_members_are_made_safe_and_distinct()
    {
        var path = _folder.Write("evil.tar", TestTars.Of(("../../etc/a.png", TestTars.Png(16)), ("/etc/a.png", TestTars.Png(16)), ("b\n.png", TestTars.Png(16))));
        using var source = TarImageSource.Open(path);
        Assert.Equal(["evil.tar/etc/a.png", "evil.tar/etc/a~2.png", "evil.tar/b_.png"], Enumerable.Range(0, 3).Select(i => source.NameOf(i)));
    }

    [Fact]
    public void Broken_members_and_cut_tars_are_named_counted_and_skipped()
    {
        var good = TestTars.OfPictures(0, 3);
        _folder.Write("a.tar", TestTars.Of(("x.png", TestTars.Png(16)), ("y.png", TestTars.Text("no picture"))));
        _folder.Write("b.tar", good[..^1024]);
        _folder.Write("c.tar", good[..^1600]);
        for (var opening = 0; opening < 2; opening++) // the second time from the index
        {
            using var source = TarImageSource.Open(_folder.Root);
            Assert.Equal(2 + 3 + 3, source.Count);
            Assert.Equal([_folder["b.tar"], _folder["c.tar"]], source.Skipped.Named.Select(s => s.Path));
            Assert.Contains("without its two blocks", source.Skipped.Named[0].Reason);
            Assert.Contains("is cut", source.Skipped.Named[1].Reason);
            Assert.Null(source.TryLoad(1, default));
            Assert.Null(source.TryLoad(1, default));
            Assert.Equal(3, source.Skipped.Count);
            Assert.Equal(_folder["a.tar/y.png"], source.Skipped.Named[2].Path);
            Assert.StartsWith("is not a PNG", source.Skipped.Named[2].Reason, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("1F8B0800", "gzip -dk")]
    [InlineData("28B52FFD", "zstd -d")]
    [InlineData("425A6839", "bzip2 -dk")]
    public void Compressed_tars_are_refused_with_the_command_that_decompresses_them(string start, string command)
    {
        var path = _folder.Write("train.tar.gz", Convert.FromHexString(start + "00000000000000"));
        foreach (var data in new[] { path, _folder.Root, $"{path},{path}x" })
        {
            if (data.EndsWith('x'))
                _folder.Write("train.tar.gzx", Convert.FromHexString(start + "00000000000000"));
            var error = Assert.Throws<DatasetException>(() => ImageSources.Open(data, 0, 16));
            Assert.Contains($"{command} {path}", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_cannot_be_opened_is_refused_with_a_reason()
    {
        _folder.Write("text.tar", TestTars.Text("no tar"));
        _folder.Write("empty.tar", []);
        _folder.Write("none.tar", TestTars.Of(("a.txt", [1])));
        AssertRefused("text.tar", "is not a tar");
        AssertRefused("empty.tar", "is empty");
        AssertRefused("none.tar", "no image in this tar");
        AssertRefused("t-{0..3}.tar", "and 3 more of the 4 tars");
        AssertRefused("none.tar,none.tar", "named twice");
        Assert.Throws<ConfigException>(() => ImageSources.Open(_folder["t-{0..3"], 0, 16));
    }

    [Fact]
    public void Images_in_a_folder_go_before_tars_in_it()
    {
        _folder.Write("a.tar", TestTars.OfPictures(0, 1));
        _folder.Write("b.png", TestTars.Png(16));
        using var source = ImageSources.Open(_folder.Root, 0, 16);
        Assert.IsType<FolderImageSource>(source);
    }

    [Fact]
    public void Paths_are_made_whole_for_other_working_folders()
    {
        var here = Directory.GetCurrentDirectory();
        Assert.Equal("procedural", ImageSources.Absolute("procedural"));
        Assert.Equal(Path.Combine(here, "a"), ImageSources.Absolute("a"));
        Assert.Equal(Path.Combine(here, "t-{0..3}.tar"), ImageSources.Absolute("t-{0..3}.tar"));
        Assert.Equal($"{Path.Combine(here, "{a,b}.tar")}::{Path.Combine(here, "c.tar")}", ImageSources.Absolute("{a,b}.tar,c.tar"));
    }

    [Fact]
    public void Only_so_many_tars_are_open_at_once_however_many_threads_read()
    {
        const int tars = OpenShards.Capacity + 20;
        for (var i = 0; i < tars; i++)
            _folder.Write($"{i:000}.tar", TestTars.Of(("a.png", TestTars.Png(16 + i))));
        using var source = TarImageSource.Open(_folder.Root);
        Parallel.For(0, 4 * tars, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
            Assert.Equal(16 + (i * 7 % tars), source.TryLoad(i * 7 % tars, default)!.Width));
        Assert.Equal(OpenShards.Capacity, source.OpenedShards.Count);
    }

    [Fact]
    public void A_tar_that_lost_images_or_is_gone_after_it_was_opened_is_skipped_and_named()
    {
        WriteThree();
        using var source = TarImageSource.Open(_folder.Root);
        _folder.Write("train-000001.tar", TestTars.OfPictures(4, 1));
        File.Delete(_folder["train-000002.tar"]);
        Assert.Null(source.TryLoad(5, default));
        Assert.Null(source.TryLoad(6, default));
        Assert.Null(source.TryLoad(8, default));
        Assert.NotNull(source.TryLoad(0, default));
        Assert.Equal([_folder["train-000001.tar"], _folder["train-000002.tar"]], source.Skipped.Named.Select(s => s.Path));
        Assert.StartsWith("was changed", source.Skipped.Named[0].Reason, StringComparison.Ordinal);
        Assert.StartsWith("no such file", source.Skipped.Named[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Folders_with_nothing_in_common_have_no_common_folder()
    {
        Assert.Equal("", ShardPaths.CommonOf(["first/a", "second"])); // as on two drives
        Assert.Equal("first", ShardPaths.CommonOf([Path.Combine("first", "a"), Path.Combine("first", "ab"), Path.Combine("first", "a")]));
    }

    [Fact]
    public void Batches_go_on_as_if_they_had_not_been_interrupted()
    {
        WriteThree();
        var plan = new BatchPlan(new DataPhase(8, 12, 3));
        using var source = TarImageSource.Open(_folder.Root);
        byte[][] Batches(long from, int workers)
        {
            using var loader = new BatchLoader(source, plan, 5, workers, flip: true, from);
            return [.. Enumerable.Range(0, (int)(12 - from / 3)).Select(_ =>
            {
                using var images = loader.Next().Images;
                return images.bytes.ToArray();
            })];
        }
        var whole = Batches(0, 3);
        Assert.Equal(whole[5..], Batches(15, 1));
    }

    [Fact]
    public void What_comes_next_is_read_ahead()
    {
        WriteThree();
        using var source = TarImageSource.Open(_folder.Root);
        ((IShardedSource)source).ReadAhead([(0, 4), (8, 1)]);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var expected = new FileInfo(_folder["train-000000.tar"]).Length / 2;
        while (source.AheadReader.Bytes < expected && clock.Elapsed < TimeSpan.FromSeconds(20))
            Thread.Sleep(5);
        Assert.True(source.AheadReader.Bytes >= expected, $"{source.AheadReader.Bytes} of {expected} bytes");
    }

    private void AssertRefused(string name, string reason)
    {
        var error = Assert.Throws<DatasetException>(() => ImageSources.Open(string.Join(',', name.Split(',').Select(n => _folder[n])), 0, 16));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    private void WriteThree()
    {
        _folder.Write("train-000000.tar", TestTars.OfPictures(0, 4));
        _folder.Write("train-000001.tar", TestTars.OfPictures(4, 4));
        _folder.Write("train-000002.tar", TestTars.OfPictures(8, 1));
    }
}
