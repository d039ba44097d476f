using LiteVae.Data.Shards;
using LiteVae.Tests.Data.Tar;

namespace LiteVae.Tests.Data.Shards;

public sealed class TarIndexStoreTests : IDisposable
{
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
