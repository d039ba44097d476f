using LiteVae.Codec.Models;
using LiteVae.Codec.Pixels;
using LiteVae.Codec.Tiles;

namespace LiteVae.Codec.Tests.Tiles;

public sealed class TiledCodecTests
{
    // Half a level of eight bits is 2e-3 of the range; sums in another order differ by rounding alone.
    private const double Rounding = 2e-6;

    [Theory]
    [InlineData(232, 250, 139)]
    [InlineData(240, 700, 60)]
    public void Tiles_of_a_self_modulated_decoder_equal_the_whole(int side, int width, int height) =>
        AssertDecodersAgree(Variants.Exact, side, width, height, Rounding);

    [Fact]
    public void Tiles_of_a_self_modulated_decoder_of_sub_bands_equal_the_whole() => AssertDecodersAgree(
        Variants.Exact with { Output = OutputKind.Wavelet, Decoder = Variants.Exact.Decoder with { Multipliers = [1, 1, 2] } }, 240, 270, 139, Rounding);

    [Fact]
    public void Tiles_of_an_encoder_without_global_operations_equal_the_whole()
    {
        using var whole = RandomModel.Codec(Variants.Exact, new() { Tiling = Tiling.None });
        using var tiled = RandomModel.Codec(Variants.Exact, new() { Tiling = Tiling.OfSide(344) });
        Assert.True(tiled.EncodesTilesExactly);
        Assert.True(tiled.EncodesInTiles(421, 380));
        var picture = TestPictures.Noise(421, 380);
        TestPictures.AssertClose(whole.Encode(picture), tiled.Encode(picture), Rounding);
    }

    [Theory]
    [InlineData("dwt", 8)]
    [InlineData("dwt-2", 16)]
    public void Tiles_of_fixed_wavelets_need_no_context(string preset, int side)
    {
        using var whole = RandomModel.Codec(Presets.Get(preset), new() { Tiling = Tiling.None });
        using var tiled = RandomModel.Codec(Presets.Get(preset), new() { Tiling = Tiling.OfSide(side) });
        var picture = TestPictures.Noise(61, 43);
        TestPictures.AssertClose(whole.Encode(picture), tiled.Encode(picture), 0);
    }

    [Theory]
    [InlineData(200)] // the smallest
    [InlineData(208)]
    [InlineData(256)]
    public void Tiles_that_fade_into_each_other_are_near_the_whole(int side)
    {
        using var whole = RandomModel.Codec(Variants.Global, new() { Tiling = Tiling.None });
        using var tiled = RandomModel.Codec(Variants.Global, new() { Tiling = Tiling.OfSide(side) });
        Assert.False(tiled.EncodesTilesExactly || tiled.DecodesTilesExactly);
        var picture = TestPictures.Noise(417, 333);
        Assert.True(tiled.EncodesInTiles(417, 333) && tiled.DecodesInTiles(417, 333));
        var (expected, latents) = (whole.Encode(picture), tiled.Encode(picture));
        // Noise has the same statistics everywhere, so that tiles' norms agree but for chance.
        TestPictures.AssertClose(expected, latents, 0.25);
        var (a, b) = (new float[3 * 417 * 333], new float[3 * 417 * 333]);
        whole.Decode(expected, a);
        tiled.Decode(expected, b);
        TestPictures.AssertClose(a, b, 0.25);
    }

    [Theory]
    [InlineData(208)]
    [InlineData(256)]
    public void Tiles_that_fade_into_each_other_leave_no_seams(int side)
    {
        const int width = 417, height = 333;
        using var whole = RandomModel.Codec(Variants.Global, new() { Tiling = Tiling.None });
        using var tiled = RandomModel.Codec(Variants.Global, new() { Tiling = Tiling.OfSide(side) });
        var picture = TestPictures.Waves(width, height);
        var (expected, actual) = (whole.Encode(picture), tiled.Encode(picture));
        // Measured: at most 2.4. With tiles that are cut hard in the middle of where they overlap: 4 in the latents, up to 14 in the pixels.
        Assert.InRange(LargestJump(expected.Mean, actual.Mean, expected.Width), 1, 3);
        var (a, b) = (new float[3 * width * height], new float[3 * width * height]);
        whole.Decode(expected, a);
        tiled.Decode(expected, b);
        Assert.InRange(LargestJump(a, b, width), 1, 3);
    }

    [Fact]
    public void A_side_that_is_too_small_is_refused_with_the_numbers()
    {
        using var codec = RandomModel.Codec(Variants.Global, new() { Tiling = Tiling.OfSide(64) });
        var error = Assert.Throws<TilingException>(() => codec.Encode(TestPictures.Noise(65, 20)));
        Assert.Equal(200, error.MinSide);
        foreach (var number in new[] { "at least 200 pixels", $"about {error.MinMemoryMiB} MiB", "64 pixels of context", "64 to blend", "tiles of 64 pixels are asked for" })
            Assert.Contains(number, error.Message, StringComparison.Ordinal);
        Assert.Throws<TilingException>(() => codec.EncodesInTiles(20, 65));
        Assert.False(codec.EncodesInTiles(64, 64));
        using var enough = RandomModel.Codec(Variants.Global, new() { Tiling = Tiling.OfSide(error.MinSide) });
        enough.Encode(TestPictures.Noise(210, 20));
    }

    [Fact]
    public void Memory_that_is_too_little_is_refused_with_the_numbers_and_what_is_named_is_enough()
    {
        var picture = TestPictures.Noise(264, 248);
        using var codec = RandomModel.Codec(Variants.Global, new() { Tiling = Tiling.Within(1) });
        var error = Assert.Throws<TilingException>(() => codec.Encode(picture));
        Assert.Contains("1 MiB are allowed", error.Message, StringComparison.Ordinal);
        using var enough = RandomModel.Codec(Variants.Global, new() { Tiling = Tiling.Within(error.MinMemoryMiB) });
        Assert.True(enough.EncodesInTiles(264, 248));
        enough.Encode(picture);
    }

    [Fact]
    public void A_picture_that_fits_as_a_whole_needs_no_tiles()
    {
        using var codec = RandomModel.Codec(Presets.Get("litevae-s-mini"), new() { Tiling = Tiling.Within(16) });
        codec.Reconstruct(TestPictures.Noise(64, 64));
        Assert.Throws<TilingException>(() => codec.DecodesInTiles(1000, 1000));
    }

    [Fact]
    public void A_transformer_is_given_tiles_of_no_more_positions_than_it_attends_over()
    {
        var config = Variants.All["vit"];
        var picture = TestPictures.Noise(1064, 1000); // 133 x 125 positions
        using var codec = RandomModel.Codec(config);
        Assert.True(codec.EncodesInTiles(1064, 1000));
        Assert.False(codec.EncodesInTiles(1064, 900)); // 133 x 113
        Assert.Equal(133, codec.Encode(picture).Width);
        using var whole = RandomModel.Codec(config, new() { Tiling = Tiling.None });
        Assert.Contains("133", Assert.Throws<ArgumentException>(() => whole.Encode(picture)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("global", 488, 501, 493)] // two by two tiles
    [InlineData("global", 520, 700, 40)]
    [InlineData("residual scale", 488, 40, 530)]
    [InlineData("one extractor, average pooling", 488, 530, 40)]
    [InlineData("1x1 convolutions", 488, 530, 40)]
    public void Tiles_whose_norms_share_statistics_equal_the_whole(string variant, int side, int width, int height)
    {
        var config = Variants.All[variant];
        var picture = HalfBright(width, height);
        using var whole = RandomModel.Codec(config, new() { Tiling = Tiling.None });
        using var tiled = RandomModel.Codec(config, new() { Tiling = Tiling.OfSide(side).Exactly() });
        using var apart = RandomModel.Codec(config, new() { Tiling = Tiling.OfSide(side) });
        Assert.True(tiled.EncodesTilesExactly);
        Assert.True(tiled.EncodesInTiles(width, height));
        var expected = whole.Encode(picture);
        TestPictures.AssertClose(expected, tiled.Encode(picture), 2e-5);
        Assert.True(expected.Mean.Zip(apart.Encode(picture).Mean, (a, b) => Math.Abs(a - b)).Max() > 1e-3, "There is nothing to gain here.");
    }

    [Fact]
    public void Tiles_of_a_decoder_whose_norms_share_statistics_equal_the_whole()
    {
        var config = Variants.Global with { Decoder = Variants.Global.Decoder with { MidAttention = false } };
        using var whole = RandomModel.Codec(config, new() { Tiling = Tiling.None });
        using var tiled = RandomModel.Codec(config, new() { Tiling = Tiling.OfSide(256).Exactly() });
        Assert.True(tiled.DecodesTilesExactly);
        Assert.True(tiled.DecodesInTiles(310, 264));
        var latents = whole.Encode(HalfBright(310, 264));
        var (a, b) = (new float[3 * 310 * 264], new float[3 * 310 * 264]);
        whole.Decode(latents, a);
        tiled.Decode(latents, b);
        TestPictures.AssertClose(a, b, 2e-5);
    }

    [Theory]
    [InlineData("nafnet", "an average looks at all positions")]
    [InlineData("vit", "attention relates all positions")]
    public void Exact_tiles_of_other_global_operations_are_refused(string variant, string reason)
    {
        using var codec = RandomModel.Codec(Variants.All[variant], new() { Tiling = Tiling.OfSide(488).Exactly() });
        Assert.False(codec.EncodesTilesExactly);
        Assert.False(codec.EncodesInTiles(480, 480));
        var error = Assert.Throws<TilingException>(() => codec.EncodesInTiles(501, 493));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Equal(504, error.MinSide); // the whole
    }

    [Fact]
    public void Progress_of_passes_never_falls_and_ends_at_one()
    {
        using var codec = RandomModel.Codec(Variants.Global, new() { Tiling = Tiling.OfSide(488).Exactly() });
        var progress = new RecordedProgress();
        codec.Encode(HalfBright(530, 16), progress);
        progress.AssertRisesToOne();
    }

    // Noise below, and hardly any above: the statistics of tiles are far from the picture's.
    private static Picture HalfBright(int width, int height)
    {
        var pixels = TestPictures.Noise(width, height).Pixels.ToArray();
        pixels.AsSpan(0, pixels.Length / 2).Fill(240);
        return new Picture(pixels, width, height);
    }

    // The difference of tiles and the whole, from one column to the next: its largest jump beside the median of its neighborhood.
    // Where tiles fade into each other the difference is as smooth as elsewhere; at a seam it jumps.
    private static double LargestJump(float[] expected, float[] actual, int width)
    {
        const int neighborhood = 6;
        var jumps = new double[width - 1];
        for (var i = 0; i + 1 < expected.Length; i++)
        {
            if (i % width < width - 1)
                jumps[i % width] += Math.Abs(actual[i + 1] - expected[i + 1] - (actual[i] - expected[i]));
        }
        return jumps.Select((jump, column) => jump / Median(jumps[Math.Max(0, column - neighborhood)..Math.Min(jumps.Length, column + neighborhood + 1)])).Max();
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

    private static void AssertDecodersAgree(AutoencoderConfig config, int side, int width, int height, double tolerance)
    {
        using var whole = RandomModel.Codec(config, new() { Tiling = Tiling.None });
        using var tiled = RandomModel.Codec(config, new() { Tiling = Tiling.OfSide(side) });
        Assert.True(tiled.DecodesTilesExactly);
        Assert.True(tiled.DecodesInTiles(width, height));
        var latents = whole.Encode(TestPictures.Noise(width, height));
        var (a, b) = (new float[3 * width * height], new float[3 * width * height]);
        whole.Decode(latents, a);
        tiled.Decode(latents, b);
        TestPictures.AssertClose(a, b, tolerance);
    }
}
