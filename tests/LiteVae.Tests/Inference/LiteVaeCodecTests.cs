using LiteVae.Autoencoders;
using LiteVae.Checkpoints;
using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Encoders;
using LiteVae.Codec.Networks;
using LiteVae.Codec.Networks.Costs;
using LiteVae.Codec.Tiles;
using LiteVae.Inference;
using LiteVae.Pictures;
using LiteVae.Runtime.Numbers;
using LiteVae.Tests.Autoencoders;
using TorchSharp;
using static TorchSharp.torch;

namespace LiteVae.Tests.Inference;

public sealed class LiteVaeCodecTests
{
    private static readonly CodecOptions Whole = new() { Precision = InferencePrecision.Fp32, Tiling = Tiling.None };

    [Theory]
    [InlineData("smc decoder")]
    [InlineData("wavelet output")]
    public void Tiles_of_a_self_modulated_decoder_are_the_whole_to_rounding(string variant)
    {
        using var scope = NewDisposeScope();
        var config = ArchitectureVariants.All[variant];
        config = config with { Decoder = config.Decoder with { Norm = NormKind.SelfModulated, MidAttention = false } };
        using var model = Create(config);
        var latents = randn(1, 3, 61, 47);
        using var whole = LiteVaeCodec.Create(model, Whole);
        using var tiled = LiteVaeCodec.Create(model, Whole with { Tiling = Tiling.OfSide(8 * 32) });
        Assert.True(tiled.Pictures.DecodesTilesExactly);
        // Every pixel, those at seams among them; rounding may tip a value that lies between two levels.
        AssertAlike(whole.Decode(latents, 47 * 8 - 3, 61 * 8 - 5), tiled.Decode(latents, 47 * 8 - 3, 61 * 8 - 5), levels: 1, share: 2e-4);
    }

    [Fact]
    public void A_self_modulated_decoder_reaches_exactly_as_far_as_is_said()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var config = ArchitectureVariants.All["smc decoder"];
        using var model = Create(config);
        model.to(ScalarType.Float64); // Winograd's rounding reaches as far as its tiles
        var reach = DecoderReach(config);
        var latents = randn(1, 3, 1, 4 * reach, ScalarType.Float64);
        var changed = latents.clone();
        changed[0, 0, 0, 2 * reach] = changed[0, 0, 0, 2 * reach].Plus(1);
        var difference = (model.Decode(latents) - model.Decode(changed)).abs().amax([0, 1, 2]).data<double>().ToArray();
        var first = Array.FindIndex(difference, d => d > 0) / 8;
        var last = Array.FindLastIndex(difference, d => d > 0) / 8;
        Assert.Equal((reach, 3 * reach), (first, last)); // from the changed position, 2 * reach, as far to both sides
    }

    [Fact]
    public void Tiles_of_a_wavelet_encoder_with_self_modulated_features_are_the_whole()
    {
        using var scope = NewDisposeScope();
        var network = new UNetConfig { Channels = 4, Multipliers = [1], ResBlocks = 1, Norm = NormKind.SelfModulated };
        using var model = Create(ArchitectureVariants.All["smc decoder"] with { Encoder = new LiteVaeEncoderConfig { Extractor = network, Aggregator = network } });
        using var whole = LiteVaeCodec.Create(model, Whole);
        using var tiled = LiteVaeCodec.Create(model, Whole with { Tiling = Tiling.OfSide(8 * 44) });
        Assert.True(tiled.Pictures.EncodesTilesExactly);
        var picture = Picture(8 * 61 + 3, 8 * 50 - 2);
        using var expected = whole.Encode(picture);
        using var actual = tiled.Encode(picture);
        Assert.True((expected.Mean - actual.Mean).abs().max().ToNumber() < 1e-5 * expected.Mean.abs().max().ToNumber());
    }

    [Fact]
    public void Tiles_under_GroupNorm_are_near_the_whole()
    {
        using var scope = NewDisposeScope();
        using var model = Create(ArchitectureVariants.All["litevae"]);
        using var whole = LiteVaeCodec.Create(model, Whole);
        using var tiled = LiteVaeCodec.Create(model, Whole with { Tiling = Tiling.OfSide(8 * 32) });
        Assert.False(tiled.Pictures.DecodesTilesExactly);
        Assert.False(tiled.Pictures.EncodesTilesExactly);
        var picture = Picture(400, 330);
        using var expected = whole.Encode(picture);
        using var actual = tiled.Encode(picture);
        var difference = (expected.Mean - actual.Mean).abs() / expected.Mean.std();
        Assert.InRange(difference.mean().ToNumber(), 1e-6, 0.1); // not the same, as the property says, but the same picture
        Assert.InRange(difference.max().ToNumber(), 1e-6, 0.6);
    }

    [Fact]
    public void Any_size_goes_in_and_comes_back()
    {
        using var scope = NewDisposeScope();
        using var model = Create(ArchitectureVariants.All["litevae"]);
        using var codec = LiteVaeCodec.Create(model, Whole);
        foreach (var (width, height) in new[] { (1, 1), (37, 21), (8, 64) })
        {
            var reconstruction = codec.Reconstruct(Picture(width, height));
            Assert.Equal((width, height), (reconstruction.Width, reconstruction.Height));
        }
    }

    [Fact]
    public void What_bfloat16_cannot_hold_is_done_again_in_float32_and_said()
    {
        using var scope = NewDisposeScope();
        using var model = Create(ArchitectureVariants.All["litevae"]);
        using (no_grad())
            model.get_parameter("decoder.conv_out.bias")!.Fill(float.MaxValue); // rounds up to infinity
        using var codec = LiteVaeCodec.Create(model, new() { Precision = InferencePrecision.Bf16, Tiling = Tiling.None });
        var said = new List<string>();
        codec.Notice += said.Add;
        var picture = codec.Decode(zeros(1, 3, 4, 4), 32, 32);
        Assert.All(picture.Pixels, p => Assert.Equal(255, p));
        Assert.Contains("float32", Assert.Single(said));
    }

    [Fact]
    public void So_are_tensors_both_ways()
    {
        using var scope = NewDisposeScope();
        using var model = Create(ArchitectureVariants.All["litevae"]);
        using (no_grad())
        {
            foreach (var bias in new[] { "encoder.feature_aggregator.out_layer.bias", "decoder.conv_out.bias" })
                model.get_parameter(bias)!.Fill(float.MaxValue);
        }
        using var codec = LiteVaeCodec.Create(model, new() { Precision = InferencePrecision.Bf16 });
        var said = new List<string>();
        codec.Notice += said.Add;
        using var posterior = codec.Encode(zeros(2, 3, 32, 32));
        Assert.True(posterior.Mean.isfinite().all().item<bool>());
        Assert.True(codec.Decode(zeros(2, 3, 4, 4)).isfinite().all().item<bool>());
        Assert.Collection(said, s => Assert.Contains("latent", s), s => Assert.Contains("picture", s));
    }

    [Fact]
    public void Damaged_weights_give_an_error_and_no_black_picture()
    {
        using var scope = NewDisposeScope();
        using var model = Create(ArchitectureVariants.All["litevae"]);
        using (no_grad())
            model.get_parameter("decoder.conv_out.bias")!.Fill(float.NaN);
        using var codec = LiteVaeCodec.Create(model, Whole);
        Assert.Throws<InvalidDataException>(() => codec.Decode(zeros(1, 3, 4, 4), 32, 32));
        Assert.Throws<InvalidDataException>(() => codec.Decode(zeros(1, 3, 4, 4)));
    }

    [Fact]
    public void Several_threads_may_call_at_once()
    {
        using var scope = NewDisposeScope();
        using var model = Create(ArchitectureVariants.All["litevae"]);
        using var codec = LiteVaeCodec.Create(model, Whole);
        var picture = Picture(40, 40);
        var expected = codec.Reconstruct(picture).Pixels;
        Parallel.For(0, 8, _ => Assert.Equal(expected, codec.Reconstruct(picture).Pixels));
    }

    [Fact]
    public void A_loaded_file_gives_what_its_modules_give()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var folder = new TemporaryFolder();
        using var model = Create(ArchitectureVariants.All["vit"]);
        ModelFile.Save(folder["model.safetensors"], model);
        using var codec = LiteVaeCodec.Load(folder["model.safetensors"], Whole);
        var images = rand(2, 3, 32, 32);
        using var posterior = codec.Encode(images);
        Assert.True((posterior.Mean - model.Encode(images).Mean).abs().max().ToNumber() < 1e-4);
        Assert.True((codec.Decode(posterior.Mean) - model.Decode(posterior.Mean)).abs().max().ToNumber() < 1e-4);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_loaded_file_serves_both_ways_in_either_order(bool encodesFirst)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var model = Create(ArchitectureVariants.All["litevae"]);
        ModelFile.Save(folder["model.safetensors"], model);
        using var codec = LiteVaeCodec.Load(folder["model.safetensors"]);
        using var expected = LiteVaeCodec.Create(model);
        var (images, latents) = (rand(1, 3, 32, 32), rand(1, 3, 4, 4));
        for (var i = 0; i < 2; i++)
        {
            if (encodesFirst == (i == 0))
                Assert.True(expected.Encode(images).Mean.Equals(codec.Encode(images).Mean));
            else
                Assert.Equal(expected.Decode(latents, 30, 31).Pixels, codec.Decode(latents, 30, 31).Pixels);
        }
    }

    [Fact]
    public void Is_refused_once_disposed()
    {
        using var scope = NewDisposeScope();
        using var model = Create(ArchitectureVariants.All["litevae"]);
        var codec = LiteVaeCodec.Create(model, Whole);
        codec.Dispose();
        codec.Dispose();
        Assert.Throws<ObjectDisposedException>(() => codec.Encode(zeros(1, 3, 8, 8)));
        Assert.Throws<ObjectDisposedException>(() => codec.Decode(zeros(1, 3, 1, 1)));
    }

    [Fact]
    public void Tiles_that_cannot_be_are_refused_with_the_least_that_can()
    {
        using var scope = NewDisposeScope();
        using var model = Create(ArchitectureVariants.All["litevae"]);
        using var small = LiteVaeCodec.Create(model, Whole with { Tiling = Tiling.OfSide(64) });
        Assert.Contains("at least 200 pixels", Assert.Throws<TilingException>(() => small.Encode(Picture(300, 300))).Message);
        using var poor = LiteVaeCodec.Create(model, Whole with { Tiling = Tiling.Within(1) });
        Assert.Contains("MiB", Assert.Throws<TilingException>(() => poor.Encode(Picture(300, 300))).Message);
    }

    // Latent positions to each side that decide about the pixels of one.
    private static int DecoderReach(AutoencoderConfig config)
    {
        using var decoder = AutoencoderNetworks.Decoder(config, new Weights(null));
        var field = decoder.Before(new ReceptiveField(0, config.DownsamplingFactor - 1));
        Assert.False(field.IsGlobal);
        return Math.Max(-field.First, field.Last);
    }

    private static Autoencoder Create(AutoencoderConfig config)
    {
        manual_seed(3);
        var model = new Autoencoder(config);
        model.eval();
        return model;
    }

    private static RgbImage Picture(int width, int height)
    {
        var picture = new RgbImage(width, height);
        new Random(1).NextBytes(picture.Pixels);
        return picture;
    }

    private static void AssertAlike(RgbImage expected, RgbImage actual, int levels, double share)
    {
        Assert.Equal((expected.Width, expected.Height), (actual.Width, actual.Height));
        var differences = expected.Pixels.Zip(actual.Pixels).Select(p => Math.Abs(p.First - p.Second)).ToList();
        Assert.True(differences.Max() <= levels, $"pixels differ by {differences.Max()} levels");
        Assert.True(differences.Count(d => d > 0) <= share * differences.Count, $"{differences.Count(d => d > 0)} of {differences.Count} values differ");
    }
}
