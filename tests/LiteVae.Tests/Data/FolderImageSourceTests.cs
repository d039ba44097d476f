using LiteVae.Data;
using LiteVae.Data.Procedural;
using LiteVae.Pictures;

namespace LiteVae.Tests.Data;

public sealed class FolderImageSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Images_are_found_below_the_folder_in_ordinal_order()
    {
        foreach (var name in new[] { "b.PNG", "a/z.png", "a/B.JPeG", "Z.tiff", "a/deep/er/x.webp", "notes.txt", "a/readme", "q.tif", "r.avif" })
            _folder.Write(name, [1, 2, 3]);
        using var source = FolderImageSource.Open(_folder.Root);
        var names = Enumerable.Range(0, (int)source.Count!.Value).Select(i => source.NameOf(i)).ToArray();
        Assert.Equal(["Z.tiff", "a/B.JPeG", "a/deep/er/x.webp", "a/z.png", "b.PNG", "q.tif", "r.avif"], names);
        Assert.Equal($"{_folder.Root}: 7 images", source.Description);
    }

    [Fact]
    public void Broken_files_are_named_and_counted_once()
    {
        TestPictures.Fill(_folder, good: 3, broken: 2);
        using var source = FolderImageSource.Open(_folder.Root);
        for (var pass = 0; pass < 2; pass++)
            Assert.Equal([false, false, true, true, true], Enumerable.Range(0, 5).Select(i => source.TryLoad(i, new LoadOptions(8, false, false, 0)) is not null));
        Assert.Equal(2, source.Skipped.Count);
        Assert.Equal([_folder.File("bad/000.jpg"), _folder.File("bad/001.jpg")], source.Skipped.Named.Select(s => s.Path));
        Assert.All(source.Skipped.Named, s => Assert.Equal("is not a PNG, JPEG, WebP, TIFF or AVIF image.", s.Reason));
    }

    [Fact]
    public void Missing_empty_and_wrong_paths_are_told_apart()
    {
        var file = _folder.Write("only/notes.txt", [1]);
        var empty = Directory.CreateDirectory(Path.Combine(_folder.Root, "none")).FullName;
        AssertRefused(Path.Combine(_folder.Root, "missing"), "no such folder; expected a folder of images");
        AssertRefused(file, "is a file; expected a folder of images");
        AssertRefused(empty, "is empty; expected");
        AssertRefused(Path.GetDirectoryName(file)!, "holds no image among 1 files; expected");
    }

    [Fact]
    public void The_short_side_fits_the_crop_and_the_centre_is_kept()
    {
        ImageFile.Save(_folder.File("wide.png"), TestPictures.Ramp(300, 100));
        using var source = FolderImageSource.Open(_folder.Root);
        var crop = source.TryLoad(0, new LoadOptions(50, Random: false, Flip: true, Seed: 1))!;
        Assert.Equal((50, 50), (crop.Width, crop.Height));
        // The middle third of the width, all of the height.
        TestPictures.AssertColour(crop, 0, 25, [85, 128, 60], 6);
        TestPictures.AssertColour(crop, 49, 25, [170, 128, 60], 6);
        TestPictures.AssertColour(crop, 25, 0, [128, 0, 60], 6);
        TestPictures.AssertColour(crop, 25, 49, [128, 255, 60], 6);
    }

    [Fact]
    public void Shrinking_averages_fine_detail_away()
    {
        var stripes = new RgbImage(256, 256);
        for (var i = 0; i < stripes.Pixels.Length; i++)
            stripes.Pixels[i] = (byte)(i / 3 % 2 * 255);
        ImageFile.Save(_folder.File("stripes.png"), stripes);
        using var source = FolderImageSource.Open(_folder.Root);
        var crop = source.TryLoad(0, new LoadOptions(40, false, false, 0))!;
        TestPictures.AssertColour(crop, 20, 20, [128, 128, 128], 6);
    }

    [Fact]
    public void Random_crops_are_a_function_of_the_seed_and_reach_both_ends()
    {
        ImageFile.Save(_folder.File("wide.png"), TestPictures.Ramp(96, 24));
        using var source = FolderImageSource.Open(_folder.Root);
        var crops = Enumerable.Range(0, 400).Select(seed => source.TryLoad(0, new LoadOptions(24, true, false, (ulong)seed))!).ToArray();
        var again = source.TryLoad(0, new LoadOptions(24, true, false, 7))!;
        Assert.Equal(crops[7].Pixels, again.Pixels);
        Assert.True(crops.Min(c => c.Pixels[0]) == 0);
        Assert.True(crops.Max(c => c.Pixels[3 * 23]) == 255);
        Assert.All(crops, c => Assert.True(c.Pixels[0] < c.Pixels[3 * 23])); // none is mirrored

        var mirrored = Enumerable.Range(0, 400).Count(seed =>
            source.TryLoad(0, new LoadOptions(24, true, true, (ulong)seed))! is var c && c.Pixels[0] > c.Pixels[3 * 23]);
        Assert.InRange(mirrored, 150, 250);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 50)]
    [InlineData(7, 3)]
    public void Small_pictures_are_enlarged(int width, int height)
    {
        ImageFile.Save(_folder.File("small.png"), TestPictures.Ramp(width, height));
        using var source = FolderImageSource.Open(_folder.Root);
        var crop = source.TryLoad(0, new LoadOptions(64, true, true, 3))!;
        Assert.Equal((64, 64), (crop.Width, crop.Height));
        Assert.Equal(60, crop.Pixels[2]);
    }

    [Theory]
    [InlineData("procedural")]
    [InlineData("folder")]
    public void A_path_or_the_word_procedural_opens_a_source(string kind)
    {
        TestPictures.Fill(_folder, good: 1, broken: 0);
        using var source = ImageSources.Open(kind == "folder" ? _folder.Root : kind, seed: 1, size: 32);
        Assert.IsType(kind == "folder" ? typeof(FolderImageSource) : typeof(ProceduralImageSource), source);
        Assert.Equal(kind == "folder" ? 1 : null, source.Count);
    }

    private static void AssertRefused(string path, string reason)
    {
        var error = Assert.Throws<DatasetException>(() => ImageSources.Open(path, 0, 32));
        Assert.StartsWith($"{path}: {reason}", error.Message, StringComparison.Ordinal);
    }
}
