using System.Runtime.InteropServices;
using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Files;
using LiteVae.Codec.Pixels;
using LiteVae.Codec.Tiles;
using LiteVae.Tests;

namespace LiteVae.Codec.Tests;

public sealed class LatentCodecTests
{
    private const int Width = 37;
    private const int Height = 19;

    [Theory]
    [MemberData(nameof(Variants.PresetNames), MemberType = typeof(Variants))]
    public void Every_preset_encodes_and_decodes_a_picture_of_odd_size(string preset) => AssertWorks(Presets.Get(preset));

    [Theory]
    [MemberData(nameof(Variants.Names), MemberType = typeof(Variants))]
    public void Every_architecture_encodes_and_decodes_a_picture_of_odd_size(string variant) => AssertWorks(Variants.All[variant]);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 9)]
    [InlineData(17, 2)]
    public void Pictures_smaller_than_a_latent_position_are_padded_by_reflection(int width, int height)
    {
        using var codec = RandomModel.Codec(Variants.Global);
        var picture = TestPictures.Noise(width, height);
        var padded = Padded(picture, codec.DownsamplingFactor);
        var (latents, expected) = (codec.Encode(picture), codec.Encode(padded));
        Assert.Equal(expected.Mean, latents.Mean);
        Assert.Equal((width, height), (codec.Decode(latents).Width, codec.Decode(latents).Height));
    }

    [Fact]
    public async Task Encode_of_a_span_of_a_picture_and_asynchronously_is_the_same()
    {
        using var codec = RandomModel.Codec(Variants.Global);
        var picture = TestPictures.Noise(Width, Height, PixelFormat.Bgra32, gap: 5);
        var expected = codec.Encode(picture);
        TestPictures.AssertClose(expected, codec.Encode(picture.Pixels.Span, Width, Height, picture.Format, picture.Stride), 0);
        TestPictures.AssertClose(expected, await codec.EncodeAsync(picture), 0);
        Assert.Equal(codec.Decode(expected, PixelFormat.Rgb48).Pixels.ToArray(), (await codec.DecodeAsync(expected, PixelFormat.Rgb48)).Pixels.ToArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_batch_of_pictures_of_any_sizes_is_the_same_as_one_by_one(bool inTiles)
    {
        using var codec = RandomModel.Codec(Variants.Global, new() { Tiling = inTiles ? Tiling.OfSide(256) : Tiling.None });
        (int Width, int Height)[] sizes = inTiles ? [(264, 40), (264, 40), (40, 40)] : [(37, 19), (40, 24), (8, 8), (33, 20), (270, 250), (1, 1), (38, 21)];
        Picture[] pictures = [.. sizes.Select((s, i) => TestPictures.Noise(s.Width, s.Height, i % 2 == 0 ? PixelFormat.Rgb24 : PixelFormat.Gray8, gap: i, seed: i))];
        var progress = new RecordedProgress();
        var batch = codec.Encode(pictures, progress);
        progress.AssertRisesToOne();
        Assert.Equal(pictures.Length, batch.Length);
        for (var i = 0; i < pictures.Length; i++)
            TestPictures.AssertClose(codec.Encode(pictures[i]), batch[i], 5e-6);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_batch_of_latents_of_any_sizes_is_decoded_as_one_by_one(bool inTiles)
    {
        using var codec = RandomModel.Codec(Variants.Global, new() { Tiling = inTiles ? Tiling.OfSide(256) : Tiling.None });
        (int Width, int Height)[] sizes = inTiles ? [(264, 40), (264, 40), (40, 40)] : [(37, 19), (40, 24), (8, 8), (33, 20), (270, 250), (1, 1), (38, 21)];
        Latents[] latents = [.. sizes.Select((s, i) => codec.Encode(TestPictures.Noise(s.Width, s.Height, seed: i)))];
        var progress = new RecordedProgress();
        var batch = codec.Decode(latents, PixelFormat.Rgb48, progress);
        progress.AssertRisesToOne();
        Assert.Equal(latents.Length, batch.Length);
        for (var i = 0; i < latents.Length; i++)
        {
            var expected = codec.Decode(latents[i], PixelFormat.Rgb48);
            Assert.Equal(sizes[i], (batch[i].Width, batch[i].Height));
            var pairs = MemoryMarshal.Cast<byte, ushort>(expected.Pixels.Span).ToArray().Zip(MemoryMarshal.Cast<byte, ushort>(batch[i].Pixels.Span).ToArray());
            // Of 65,535 steps; what is computed in tiles is computed alone.
            Assert.All(pairs, p => Assert.InRange(p.First - p.Second, inTiles ? 0 : -2, inTiles ? 0 : 2));
        }
    }

    [Fact]
    public void A_batch_of_latents_with_one_that_does_not_fit_is_refused()
    {
        using var codec = RandomModel.Codec(Variants.Global);
        var latents = codec.Encode(TestPictures.Noise(16, 16));
        Assert.Throws<ArgumentException>(() => codec.Decode([latents, new Latents(new float[1], new float[1], 1, 1, 1, 1, 1)]));
        Assert.Empty(codec.Decode([]));
    }

    [Fact]
    public void A_batch_is_computed_in_the_same_tiles_as_single_pictures()
    {
        using var codec = RandomModel.Codec(Variants.Global, new() { Tiling = Tiling.OfSide(200) });
        Picture[] pictures = [TestPictures.Noise(240, 30, seed: 1), TestPictures.Noise(240, 30, seed: 2)];
        Assert.True(codec.EncodesInTiles(240, 30));
        var batch = codec.Encode(pictures);
        for (var i = 0; i < pictures.Length; i++)
            TestPictures.AssertClose(codec.Encode(pictures[i]), batch[i], 0);
    }

    [Fact]
    public void Pictures_without_pixels_are_refused()
    {
        using var codec = RandomModel.Codec(Variants.Global);
        Assert.ThrowsAny<ArgumentException>(() => codec.Encode(default(Picture)));
        Assert.ThrowsAny<ArgumentException>(() => codec.Encode([default, default]));
        Assert.Empty(codec.Encode([]));
    }

    [Theory]
    [InlineData(PixelFormat.Rgb24)]
    [InlineData(PixelFormat.Rgb48)]
    [InlineData(PixelFormat.Gray8)]
    public void A_reconstruction_has_the_pictures_size_and_format(PixelFormat format)
    {
        using var codec = RandomModel.Codec(Variants.Global);
        var picture = TestPictures.Noise(Width, Height, format, gap: 3);
        var reconstruction = codec.Reconstruct(picture);
        Assert.Equal((Width, Height, format), (reconstruction.Width, reconstruction.Height, reconstruction.Format));
        Assert.Equal(Width * PixelFormats.BytesOf(format), reconstruction.Stride);
        Assert.Equal(codec.Decode(codec.Encode(picture), format).Pixels.ToArray(), reconstruction.Pixels.ToArray());
    }

    [Fact]
    public void Latents_of_another_model_or_too_small_for_their_picture_are_refused()
    {
        using var codec = RandomModel.Codec(Variants.Global);
        var values = new float[4 * 2 * 3];
        Assert.Contains("4 channels; got 2", Assert.Throws<ArgumentException>(() => codec.Decode(new Latents(values, values, 2, 4, 3, 24, 32))).Message, StringComparison.Ordinal);
        Assert.Contains("25x16 is larger", Assert.Throws<ArgumentException>(() => codec.Decode(new Latents(values, values, 4, 2, 3, 25, 16))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_too_large_for_an_array_is_refused_before_it_is_computed()
    {
        using var codec = RandomModel.Codec(Variants.Global);
        var values = new float[4 * 2500 * 2500];
        var latents = new Latents(values, values, 4, 2500, 2500, 20_000, 20_000);
        Assert.Throws<ArgumentException>(() => codec.Decode(latents, PixelFormat.Rgb48));
    }

    [Fact]
    public void A_latent_that_is_not_finite_is_refused()
    {
        using var codec = RandomModel.Codec(Variants.Global);
        var latents = codec.Encode(TestPictures.Noise(Width, Height));
        latents.Mean[3] = float.NaN;
        Assert.Throws<InvalidDataException>(() => codec.Decode(latents));
    }

    [Fact]
    public void A_model_file_gives_what_its_weights_in_memory_give()
    {
        using var folder = new TemporaryFolder();
        var scale = new LatentScale([0.1, -0.2, 0.3, 0], [1, 2, 3, 0.5]);
        var path = folder["model.safetensors"];
        SafetensorsFile.Write(path, new RandomModel(Variants.Global).Stored(), new ModelHeader(Variants.Global, scale).ToMetadata());
        using var expected = RandomModel.Codec(Variants.Global);
        using var stream = new MemoryStream(File.ReadAllBytes(path));
        using var ofPath = LatentCodec.Load(path);
        using var ofStream = LatentCodec.Load(stream);
        var picture = TestPictures.Noise(Width, Height);
        foreach (var codec in new[] { ofPath, ofStream })
        {
            TestPictures.AssertClose(expected.Encode(picture), codec.Encode(picture), 0);
            Assert.Equal(expected.Reconstruct(picture).Pixels.ToArray(), codec.Reconstruct(picture).Pixels.ToArray());
            Assert.Equal(scale.Mean, codec.Encode(picture).Scale!.Mean);
            Assert.Equal(scale.StandardDeviation, codec.Scale!.StandardDeviation);
        }
        Assert.True(stream.CanRead);
    }

    [Fact]
    public void Weights_that_do_not_fit_are_all_named()
    {
        var model = new RandomModel(Variants.Global with { Use1x1Conv = true });
        var error = Assert.Throws<CheckpointException>(() => LatentCodec.Create(Variants.Global, model));
        Assert.Equal(["quant_conv.bias", "quant_conv.weight", "post_quant_conv.bias", "post_quant_conv.weight"], error.Problems.Select(p => p.Split('\'')[1]), Unordered);
        Assert.Contains("random model", error.Message, StringComparison.Ordinal);
    }

    private static readonly IEqualityComparer<IEnumerable<string>> Unordered =
        EqualityComparer<IEnumerable<string>>.Create((a, b) => a!.Order().SequenceEqual(b!.Order()));

    private static void AssertWorks(AutoencoderConfig config)
    {
        using var codec = RandomModel.Codec(config);
        var latents = codec.Encode(TestPictures.Noise(Width, Height));
        var factor = codec.DownsamplingFactor;
        Assert.Equal((config.LatentChannels, (Height + factor - 1) / factor, (Width + factor - 1) / factor), (latents.Channels, latents.Height, latents.Width));
        Assert.All(latents.Mean, value => Assert.True(float.IsFinite(value)));
        Assert.All(latents.LogVariance, value => Assert.True(float.IsFinite(value)));
        Assert.True(latents.Mean.Max() > latents.Mean.Min(), "The latent is constant and would prove nothing.");
        var planes = new float[3 * Width * Height];
        codec.Decode(latents, planes);
        Assert.All(planes, value => Assert.True(float.IsFinite(value)));
        Assert.True(planes.Max() > planes.Min(), "The picture is constant and would prove nothing.");
        var picture = codec.Decode(latents);
        Assert.Equal((Width, Height), (picture.Width, picture.Height));
    }

    // Reflection without repeating the edge, written out position by position.
    private static Picture Padded(Picture picture, int factor)
    {
        var (width, height) = ((picture.Width + factor - 1) / factor * factor, (picture.Height + factor - 1) / factor * factor);
        var pixels = new byte[3 * width * height];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (y, x, channel) = (i / 3 / width, i / 3 % width, i % 3);
            pixels[i] = picture.Pixels.Span[Bounce(y, picture.Height) * picture.Stride + 3 * Bounce(x, picture.Width) + channel];
        }
        return new Picture(pixels, width, height);

        static int Bounce(int position, int size)
        {
            var (at, step) = (0, 1);
            for (var i = 0; i < position && size > 1; i++)
            {
                if (at + step < 0 || at + step >= size)
                    step = -step;
                at += step;
            }
            return at;
        }
    }
}
