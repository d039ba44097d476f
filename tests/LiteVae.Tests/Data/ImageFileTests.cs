using LiteVae.Data;
using LiteVae.Data.Decoding;
using LiteVae.Pictures;
using NetVips;

namespace LiteVae.Tests.Data;

public sealed class ImageFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 40)]
    [InlineData(37, 1)]
    [InlineData(61, 45)]
    public void Png_gives_back_what_was_saved(int width, int height)
    {
        var image = TestPictures.Ramp(width, height);
        var path = _folder.File("deep/er/a.png");
        ImageFile.Save(path, image);
        var loaded = ImageFile.Load(path);
        Assert.Equal((width, height), (loaded.Width, loaded.Height));
        Assert.Equal(image.Pixels, loaded.Pixels);
        Assert.Equal((width, height), ImageFile.ReadSize(path));
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    public static TheoryData<string, string, Enums.Interpretation, Enums.BandFormat, double[], int[], int> Kinds => new()
    {
        { "grey", "a.png", Enums.Interpretation.Bw, Enums.BandFormat.Uchar, [77], [77, 77, 77], 0 },
        { "grey JPEG", "a.jpg", Enums.Interpretation.Bw, Enums.BandFormat.Uchar, [77], [77, 77, 77], 1 },
        { "grey and alpha", "a.png", Enums.Interpretation.Bw, Enums.BandFormat.Uchar, [0, 51], [204, 204, 204], 1 },
        { "RGBA, opaque", "a.png", Enums.Interpretation.Srgb, Enums.BandFormat.Uchar, [10, 20, 30, 255], [10, 20, 30], 0 },
        { "RGBA, clear", "a.png", Enums.Interpretation.Srgb, Enums.BandFormat.Uchar, [10, 20, 30, 0], [255, 255, 255], 0 },
        { "RGBA, a fifth", "a.png", Enums.Interpretation.Srgb, Enums.BandFormat.Uchar, [0, 255, 100, 51], [204, 255, 224], 1 },
        { "16-bit RGB PNG", "a.png", Enums.Interpretation.Rgb16, Enums.BandFormat.Ushort, [25700, 65535, 0], [100, 255, 0], 1 },
        { "16-bit RGB TIFF", "a.tif", Enums.Interpretation.Rgb16, Enums.BandFormat.Ushort, [25700, 65535, 0], [100, 255, 0], 1 },
        { "16-bit RGBA PNG", "a.png", Enums.Interpretation.Rgb16, Enums.BandFormat.Ushort, [0, 65535, 0, 13107], [204, 255, 204], 1 },
        { "16-bit grey PNG", "a.png", Enums.Interpretation.Grey16, Enums.BandFormat.Ushort, [25700], [100, 100, 100], 1 },
        { "CMYK JPEG, white", "a.jpg", Enums.Interpretation.Cmyk, Enums.BandFormat.Uchar, [0, 0, 0, 0], [255, 255, 255], 3 },
        { "WebP", "a.webp", Enums.Interpretation.Srgb, Enums.BandFormat.Uchar, [200, 100, 50], [200, 100, 50], 4 },
        { "AVIF", "a.avif", Enums.Interpretation.Srgb, Enums.BandFormat.Uchar, [200, 100, 50], [200, 100, 50], 4 },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_of_picture_becomes_8_bit_sRGB(
        string kind, string name, Enums.Interpretation interpretation, Enums.BandFormat format, double[] color, int[] expected, int tolerance)
    {
        var path = _folder.File(name);
        using (var image = TestPictures.Flat(24, 16, interpretation, format, color))
            image.WriteToFile(path);
        var loaded = ImageFile.Load(path);
        Assert.True((loaded.Width, loaded.Height) == (24, 16), kind);
        TestPictures.AssertColor(loaded, 5, 5, expected, tolerance);
        TestPictures.AssertColor(loaded, 23, 15, expected, tolerance);
    }

    [Fact]
    public void Transparency_on_white_is_rounded_to_the_nearest_level()
    {
        // Every value beside every alpha.
        var rgba = new byte[256 * 256 * 4];
        for (var i = 0; i < 256 * 256; i++)
            (rgba[4 * i], rgba[4 * i + 1], rgba[4 * i + 2], rgba[4 * i + 3]) = ((byte)i, (byte)i, (byte)i, (byte)(i >> 8));
        var path = _folder.File("a.png");
        using (var image = Image.NewFromMemory(rgba, 256, 256, 4, Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb))
            image.WriteToFile(path);
        var loaded = ImageFile.Load(path);
        for (var i = 0; i < 256 * 256; i++)
        {
            var (value, alpha) = (i & 255, i >> 8);
            Assert.Equal((int)Math.Round((value * alpha + 255 * (255 - alpha)) / 255.0), loaded.Pixels[3 * i]);
        }
    }

    [Fact]
    public void Transparency_of_a_reduced_picture_is_unbiased()
    {
        var errors = new List<double>();
        for (var value = 3; value < 256; value += 42)
        {
            for (var alpha = 5; alpha < 256; alpha += 31)
            {
                var path = _folder.File("a.png");
                using (var image = TestPictures.Flat(24, 16, Enums.Interpretation.Srgb, Enums.BandFormat.Uchar, value, value, value, alpha))
                    image.WriteToFile(path);
                var found = ImageDecoder.Decode(path, new LoadOptions { CropSize = 8 }).Pixels[0];
                errors.Add(found - (value * alpha + 255 * (255 - alpha)) / 255.0);
            }
        }
        Assert.InRange(errors.Average(), -0.05, 0.05);
        Assert.InRange(errors.Max(Math.Abs), 0, 0.6);
    }

    [Fact]
    public void A_transparent_picture_is_reduced_and_turned_as_an_opaque_one_is()
    {
        var (clear, solid) = (_folder.File("clear.webp"), _folder.File("solid.webp"));
        using (var image = TestPictures.Vips(TestPictures.Ramp(90, 60)))
        using (var marked = image.Mutate(m => m.Set(GValue.GIntType, "orientation", 6)))
        using (var opaque = marked.Bandjoin(255))
        {
            marked.Webpsave(solid, lossless: true);
            opaque.Bandjoin(255).ExtractBand(0, n: 4).Webpsave(clear, lossless: true, exact: true);
        }
        foreach (var options in new[] { new LoadOptions(), new LoadOptions { CropSize = 31 }, new LoadOptions { CropSize = 99 } })
        {
            var (a, b) = (ImageDecoder.Decode(clear, options), ImageDecoder.Decode(solid, options));
            Assert.Equal((a.Width, a.Height), (b.Width, b.Height));
            Assert.InRange(a.Pixels.Zip(b.Pixels, (x, y) => Math.Abs(x - y)).Max(), 0, 2);
        }
    }

    [Fact]
    public void A_small_crop_of_a_larger_picture_is_a_part_of_the_large_crop()
    {
        var path = _folder.File("a.png");
        using (var image = TestPictures.Vips(TestPictures.Ramp(90, 60)))
            image.WriteToFile(path);
        var (whole, part) = (ImageDecoder.Decode(path, new LoadOptions { CropSize = 40 }), ImageDecoder.Decode(path, new LoadOptions { CropSize = 16, ShortSide = 40 }));
        Assert.Equal((16, 16), (part.Width, part.Height));
        for (var row = 0; row < 16; row++)
            Assert.Equal(whole.Pixels[((row + 12) * 40 * 3 + 12 * 3)..((row + 12) * 40 * 3 + 28 * 3)], part.Pixels[(row * 48)..((row + 1) * 48)]);
    }

    [Fact]
    public void Cmyk_inks_take_their_colours()
    {
        var path = _folder.File("cyan.jpg");
        using (var image = TestPictures.Flat(16, 16, Enums.Interpretation.Cmyk, Enums.BandFormat.Uchar, 255, 0, 0, 0))
            image.WriteToFile(path);
        var pixel = TestPictures.PixelAt(ImageFile.Load(path), 8, 8);
        Assert.True(pixel[0] < 90 && pixel[1] > 120 && pixel[2] > 160, string.Join(',', pixel));
    }

    [Fact]
    public void Palette_pictures_keep_their_colours()
    {
        var path = _folder.File("palette.png");
        using (var image = TestPictures.Flat(24, 16, Enums.Interpretation.Srgb, Enums.BandFormat.Uchar, 200, 30, 90))
            image.Pngsave(path, palette: true);
        TestPictures.AssertColor(ImageFile.Load(path), 3, 3, [200, 30, 90], 2);
    }

    [Fact]
    public void Colour_profiles_are_followed()
    {
        // Full green of a wide-gamut space is outside sRGB: the same numbers mean another color.
        var path = _folder.File("p3.png");
        using (var image = TestPictures.Flat(8, 8, Enums.Interpretation.Srgb, Enums.BandFormat.Uchar, 180, 90, 90))
        using (var wide = image.IccTransform("p3", inputProfile: "srgb"))
            wide.WriteToFile(path);
        TestPictures.AssertColor(ImageFile.Load(path), 4, 4, [180, 90, 90], 2);
        using var raw = Image.NewFromFile(path);
        Assert.True(Math.Abs(raw.Getpoint(4, 4)[0] - 180) > 4);
    }

    [Fact]
    public void Exif_orientation_turns_the_picture_upright()
    {
        var path = _folder.File("turned.jpg");
        using (var image = TestPictures.Vips(TestPictures.Ramp(64, 32)))
        using (var marked = image.Mutate(m => m.Set(GValue.GIntType, "orientation", 6)))
            marked.Jpegsave(path, q: 95);
        var loaded = ImageFile.Load(path);
        Assert.Equal((32, 64), (loaded.Width, loaded.Height));
        Assert.Equal((32, 64), ImageFile.ReadSize(path));
        // Turned clockwise: what was at the left is above, and what was below is at the left.
        TestPictures.AssertColor(loaded, 30, 1, [4, 8, 60], 16);
        TestPictures.AssertColor(loaded, 1, 62, [251, 247, 60], 16);
    }

    [Theory]
    [InlineData("png")]
    [InlineData("jpg")]
    [InlineData("webp")]
    [InlineData("tif")]
    public void A_truncated_file_is_refused_at_any_length(string extension)
    {
        using var image = TestPictures.Vips(TestPictures.Ramp(96, 80));
        var whole = image.WriteToBuffer($".{extension}");
        foreach (var part in new[] { 0.1, 0.3, 0.5, 0.9 })
        {
            var path = _folder.Write($"cut.{extension}", whole[..(int)(whole.Length * part)]);
            var error = Assert.Throws<DatasetException>(() => ImageFile.Load(path));
            Assert.Contains(path, error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
        }
    }

    [Fact]
    public void What_is_no_image_is_refused_with_its_path_and_the_reason()
    {
        AssertRefused(_folder.Write("text.jpg", "a text"u8.ToArray()), "is not a PNG");
        AssertRefused(_folder.Write("vector.png", "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"u8.ToArray()), "is not a PNG");
        AssertRefused(_folder.Write("empty.png", []), "is empty");
        AssertRefused(_folder.File("missing.png"), "no such file");
        AssertRefused(Path.Combine(_folder.Root, "no", "folder", "a.png"), "no such file");
        AssertRefused(_folder.Root, "is a folder");
    }

    [Fact]
    public void Pixels_are_capped_by_the_header()
    {
        var path = _folder.File("large.png");
        ImageFile.Save(path, TestPictures.Ramp(100, 50));
        Assert.Equal(100, ImageFile.Load(path, maxPixels: 5000).Width);
        var error = Assert.Throws<DatasetException>(() => ImageFile.Load(path, maxPixels: 4999));
        Assert.Equal($"{path}: 100x50 is too large; at most 4999 pixels are decoded.", error.Message);

        // A header that lies about 60000 x 60000 pixels costs nothing.
        AssertDecodeRefused(_folder.Write("bomb.png", HeaderOf(60000, 60000)), "too large");
    }

    [Theory]
    [InlineData(8_323_072, 29)]
    [InlineData(29, 8_323_072)]
    [InlineData(131_073, 1)]
    public void Sides_are_capped_by_the_header(int width, int height)
    {
        var file = HeaderOf(width, height);
        var path = _folder.Write("wide.png", file);
        var before = GC.GetAllocatedBytesForCurrentThread();
        AssertDecodeRefused(path, $"{width}x{height} is too large; at most 131072 pixels a side are decoded.");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.Equal((width, height), ImageFile.ReadSize(path));
    }

    [Fact]
    public void The_cap_of_pixels_comes_from_the_environment_where_the_caller_names_none()
    {
        var path = _folder.File("a.png");
        ImageFile.Save(path, TestPictures.Ramp(100, 50));
        AssertDecodeRefused(_folder.Write("bomb.png", HeaderOf(100_000, 100_000)), "100000x100000 is too large; at most 500000000 pixels are decoded (LITEVAE_MAX_PIXELS).");
        var before = Environment.GetEnvironmentVariable("LITEVAE_MAX_PIXELS");
        try
        {
            Environment.SetEnvironmentVariable("LITEVAE_MAX_PIXELS", "4999");
            AssertDecodeRefused(path, "100x50 is too large; at most 4999 pixels are decoded (LITEVAE_MAX_PIXELS).");
            Assert.Equal(100, ImageFile.Load(path, maxPixels: 5000).Width);
            using (var folder = FolderImageSource.Open(_folder.Root))
                Assert.Null(folder.TryLoad(0, new LoadOptions(16, false, false, 1)));
            Environment.SetEnvironmentVariable("LITEVAE_MAX_PIXELS", "5e8");
            var wrong = Assert.Throws<DatasetException>(() => FolderImageSource.Open(_folder.Root));
            Assert.Equal("LITEVAE_MAX_PIXELS: expected a positive whole number; found \"5e8\".", wrong.Message);
        }
        finally
        {
            Environment.SetEnvironmentVariable("LITEVAE_MAX_PIXELS", before);
        }
    }

    [Fact]
    public void Only_loaders_of_the_accepted_formats_may_read_a_file()
    {
        // libvips knows these formats, and would read a file by its content, whatever its name.
        foreach (var other in new[] { "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"u8.ToArray(), Gif() })
        {
            Assert.NotNull(Image.FindLoadBuffer(other));
            Assert.False(AllowedLoaders.Accept(other), Image.FindLoadBuffer(other));
            using var source = Source.NewFromMemory(other);
            Assert.False(AllowedLoaders.Accept(source));
        }
        using var image = TestPictures.Vips(TestPictures.Ramp(24, 16));
        foreach (var extension in new[] { "png", "jpg", "webp", "tif", "avif" })
        {
            var file = image.WriteToBuffer($".{extension}");
            using var source = Source.NewFromMemory(file);
            Assert.True(AllowedLoaders.Accept(file), Image.FindLoadBuffer(file));
            Assert.True(AllowedLoaders.Accept(source));
        }

        byte[] Gif() => TestPictures.Vips(TestPictures.Ramp(24, 16)).GifsaveBuffer();
    }

    [Fact]
    public void Saving_where_one_cannot_is_a_clear_error()
    {
        var file = _folder.Write("file", [1]);
        var path = Path.Combine(file, "a.png");
        var error = Assert.Throws<DatasetException>(() => ImageFile.Save(path, new RgbImage(2, 2)));
        Assert.StartsWith($"{path}: cannot be written", error.Message, StringComparison.Ordinal);
    }

    // A PNG file whose header has a size and a right checksum; there is no data.
    private byte[] HeaderOf(int width, int height)
    {
        var path = _folder.File("small.png");
        ImageFile.Save(path, TestPictures.Ramp(2, 2));
        var file = File.ReadAllBytes(path)[..33];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(16), width);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(20), height);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(29), Crc32(file.AsSpan(12, 17)));
        File.Delete(path);
        return [.. file, 0, 0, 0, 0, (byte)'I', (byte)'D', (byte)'A', (byte)'T', 0x35, 0xAF, 0x06, 0x1E];
    }

    private static void AssertRefused(string path, string reason)
    {
        AssertDecodeRefused(path, reason);
        Assert.Contains(reason, Assert.Throws<DatasetException>(() => ImageFile.ReadSize(path)).Message, StringComparison.Ordinal);
    }

    private static void AssertDecodeRefused(string path, string reason)
    {
        var error = Assert.Throws<DatasetException>(() => ImageFile.Load(path));
        Assert.StartsWith($"{path}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    internal static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
        }
        return ~crc;
    }
}
