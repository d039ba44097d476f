using System.Formats.Tar;
using CsCheck;
using LiteVae.Data;
using LiteVae.Data.Shards;
using LiteVae.Data.Tar;
using LiteVae.Tests.Data.Tar;

namespace LiteVae.Tests.Data.Shards;

public sealed class TarIndexStoreTests : IDisposable
{
    private static readonly string[] Parts = ["a", ".", "..", "/", "\\", ":", "\n", "b.png"];

    private readonly TemporaryFolder _folder = new();
    private readonly string _tar;

    public TarIndexStoreTests()
    {
        _tar = _folder.Write("a.tar", TestTars.OfPictures(0, 5));
        TarIndexStore.Open(_tar);
    }

    private string Index => TarIndexStore.Beside(_tar);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_index_is_kept_beside_the_tar_and_says_what_the_tar_does()
    {
        Assert.Equal([_tar, Index], Directory.GetFiles(_folder.Root).Order());
        Assert.Equal((5, false), TarIndexStore.FindCount(_tar, TarStamp.Of(_tar)));
        AssertSame(TarIndexing.Index(_tar), TarIndexFile.Read(Index, TarStamp.Of(_tar))!);
    }

    [Fact]
    public void An_index_of_a_tar_that_has_changed_is_made_anew()
    {
        File.SetLastWriteTimeUtc(_tar, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.Null(TarIndexStore.FindCount(_tar, TarStamp.Of(_tar)));
        Assert.Equal(5, TarIndexStore.Open(_tar).Count);
        Assert.Equal((5, false), TarIndexStore.FindCount(_tar, TarStamp.Of(_tar)));
        _folder.Write("a.tar", TestTars.OfPictures(0, 2));
        Assert.Equal(2, TarIndexStore.Open(_tar).Count);
    }

    [Fact]
    public void A_damaged_index_is_never_trusted()
    {
        var whole = File.ReadAllBytes(Index);
        var right = TarIndexing.Index(_tar);
        for (var at = 0; at < whole.Length; at++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[at] ^= 0x41;
            File.WriteAllBytes(Index, damaged);
            Assert.Null(TarIndexFile.Read(Index, TarStamp.Of(_tar)));
        }
        foreach (var length in new[] { 0, 10, whole.Length - 1 })
        {
            File.WriteAllBytes(Index, whole[..length]);
            AssertSame(right, TarIndexStore.Open(_tar));
            Assert.Equal(whole, File.ReadAllBytes(Index));
        }
    }

    [Theory]
    [InlineData("../../../../a.png", 16, 0)]
    [InlineData("/etc/a.png", 16, 0)]
    [InlineData("C:/a.png", 16, 0)]
    [InlineData("a\\..\\..\\b.png", 16, 0)]
    [InlineData("a/./b.png", 16, 0)]
    [InlineData("a\u001b[2J.png", 16, 0)]
    [InlineData("", 16, 0)]
    [InlineData("a.png", TarIndexBuilder.MaxImageBytes + 1, 0)]
    [InlineData("a.png", 16, TarIndexBuilder.MaxJsonBytes + 1)]
    public void A_forged_index_with_a_correct_hash_is_not_trusted(string name, int imageBytes, int jsonBytes)
    {
        using (var large = File.OpenWrite(_tar)) // sparse: the places of the forged index lie within it
            large.SetLength(1L << 30);
        var stamp = TarStamp.Of(_tar);
        TarIndexFile.Write(Index, Forged("a.png", 16, 16, []));
        Assert.NotNull(TarIndexFile.Read(Index, stamp));
        TarIndexFile.Write(Index, Forged(name, imageBytes, jsonBytes, []));
        Assert.Null(TarIndexFile.Read(Index, stamp));
        TarIndexFile.Write(Index, Forged("a.png", 16, 16, [new SkippedImage("../a.png", "is broken")]));
        Assert.Null(TarIndexFile.Read(Index, stamp));
        Assert.Equal(5, TarIndexStore.Open(_tar).Count);

        TarIndex Forged(string ofImage, int length, int jsonLength, IReadOnlyList<SkippedImage> problems)
        {
            using var records = new MemoryStream();
            TarIndex.Append(records, (512, length), (512, jsonLength), 0, ofImage.Length);
            return new TarIndex(stamp, records.ToArray(), TestTars.Text(ofImage), problems);
        }
    }

    [Fact]
    public void A_name_is_safe_where_making_it_safe_leaves_it_as_it_is() => Gen.Int[0, Parts.Length - 1].Array[0, 8].Sample(parts =>
    {
        var name = string.Concat(parts.Select(part => Parts[part]));
        Assert.Equal(name.Length > 0 && SampleName.Safe(name) == name, SampleName.IsSafe(name));
        Assert.Equal(SampleName.Safe(name), SampleName.Safe(SampleName.Safe(name)));
    });

    [Fact]
    public void Where_there_is_no_place_beside_the_tar_the_cache_folder_has_the_index()
    {
        File.Delete(Index);
        Directory.CreateDirectory(Path.Combine(Index, "in the way"));
        var cached = TarIndexStore.InCache(_tar);
        try
        {
            Assert.Equal(5, TarIndexStore.Open(_tar).Count);
            Assert.True(File.Exists(cached));
            Assert.Equal((5, false), TarIndexStore.FindCount(_tar, TarStamp.Of(_tar)));
        }
        finally
        {
            File.Delete(cached);
        }
    }

    [Fact]
    public void A_name_that_comes_very_often_is_numbered_without_trying_all_earlier_numbers()
    {
        const int count = 100_000;
        var builder = new TarIndexBuilder("many.tar");
        for (var i = 0; i < count; i++)
        {
            builder.Add(new TarMember("a.png", 512, 0), _ => []);
            builder.Add(new TarMember("b.png", 512, 0), _ => []);
        }
        var index = builder.Finish(new TarStamp(1024, 0));
        Assert.Equal([$"a~{count}.png", $"b~{count}.png"], new[] { index.NameOf(index.Count - 2), index.NameOf(index.Count - 1) });
    }

    [Fact]
    public void An_index_with_very_many_problems_is_accepted_and_says_how_many_there_are()
    {
        const int samples = 500;
        var folder = string.Concat(Enumerable.Repeat(new string('ü', 100) + "/", 39)); // long, and longer in JSON
        var tar = _folder.Write("problems.tar", TestTars.Of(TarEntryFormat.Pax, [.. Enumerable.Range(0, samples).SelectMany(i => new[] { ($"{folder}{i}.png", Array.Empty<byte>()), ($"{folder}{i}.x.png", []) })]));
        Assert.Equal(samples, TarIndexStore.Open(tar).Count);
        var index = TarIndexFile.Read(TarIndexStore.Beside(tar), TarStamp.Of(tar));
        AssertSame(TarIndexing.Index(tar), index!);
        Assert.Equal(SkippedImages.MaxNamed + 1, index!.Problems.Count);
        Assert.Equal(new SkippedImage("", $"{samples - SkippedImages.MaxNamed} more of its members were passed over"), index.Problems[^1]);
    }

    [Fact]
    public void Paths_that_are_too_long_and_large_JSON_are_named()
    {
        var tar = _folder.Write("long.tar", TestTars.Of(TarEntryFormat.Pax,
            ($"{new string('a', TarScanner.MaxName)}.png", [1]), ($"{new string('b', TarScanner.MaxName)}.txt", [1]), ("c.png", [1]), ("c.json", new byte[TarIndexBuilder.MaxJsonBytes + 1])));
        var index = TarIndexStore.Open(tar);
        Assert.Equal("c.png", index.NameOf(0));
        Assert.Null(index.JsonOf(0));
        Assert.Equal(2, index.Problems.Count);
        Assert.StartsWith("aaaa", index.Problems[0].Path, StringComparison.Ordinal);
        Assert.Contains("has a path of 4100 characters", index.Problems[0].Reason, StringComparison.Ordinal);
        Assert.Equal("c.json", index.Problems[1].Path);
        Assert.NotNull(TarIndexFile.Read(TarIndexStore.Beside(tar), TarStamp.Of(tar)));
    }

    [Fact]
    public void Several_at_once_make_one_whole_index()
    {
        File.Delete(Index);
        Parallel.For(0, 16, _ => Assert.Equal(5, TarIndexStore.Open(_tar).Count));
        Assert.Equal([_tar, Index], Directory.GetFiles(_folder.Root).Order());
    }

    private static void AssertSame(TarIndex expected, TarIndex actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        Assert.True(expected.Records.SequenceEqual(actual.Records) && expected.Names.SequenceEqual(actual.Names));
        Assert.Equal(expected.Problems, actual.Problems);
    }
}
