using System.Net;
using System.Text.Json;
using LiteVae.Codec;
using LiteVae.Codec.Pixels;
using LiteVae.Data;
using LiteVae.Evaluation.Similarity;
using LiteVae.Pictures;
using LiteVae.Server.Content;

namespace LiteVae.Server.Tests;

public sealed class DecodeTests(SharedService shared) : IClassFixture<SharedService>
{
    private readonly Service _service = shared.Service;

    [Fact]
    public async Task A_latent_becomes_the_picture_that_the_codec_gives()
    {
        var (latents, expected) = Example(50, 35);
        using var file = new MemoryStream();
        LatentsFile.Write(file, [("any", latents)]);
        var answer = await _service.PostAsync("/v1/decode", file.ToArray(), "application/octet-stream");
        Assert.Equal("image/png", answer.Content.Headers.ContentType?.MediaType);
        var picture = ImageFile.Decode(await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal((50, 35), (picture.Width, picture.Height));
        Assert.Equal(expected.Pixels, picture.Pixels);
    }

    [Theory]
    [InlineData("image/jpeg", 15)]
    [InlineData("image/webp", 15)]
    [InlineData("image/png", 60)]
    public async Task The_picture_comes_in_the_form_that_is_accepted(string type, double psnr)
    {
        var (latents, expected) = Example(64, 48);
        var answer = await _service.PostAsync("/v1/decode?width=64&height=48", Npy.Write([4, 6, 8], latents.Mean), "application/x-npy", $"{type}, */*;q=0.1");
        Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
        Assert.True(Psnr.Of(expected, ImageFile.Decode(await answer.Content.ReadAsByteArrayAsync())) > psnr);
    }

    [Fact]
    public async Task A_scaled_latent_is_decoded_as_the_one_that_it_was_made_from()
    {
        var (latents, expected) = Example(32, 32);
        var answer = await _service.PostAsync("/v1/decode?scaled=true", Npy.Write([1, 4, 4, 4], latents.Normalized().Mean), "application/x-npy");
        Assert.True(Psnr.Of(expected, ImageFile.Decode(await answer.Content.ReadAsByteArrayAsync())) > 60);
    }

    [Fact]
    public async Task A_reconstruction_comes_with_how_near_it_is()
    {
        var (_, expected) = Example(40, 24);
        var answer = await _service.PostAsync("/v1/reconstruct", TestPictures.Png(40, 24));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(expected.Pixels, ImageFile.Decode(await answer.Content.ReadAsByteArrayAsync()).Pixels);
        var numbers = JsonDocument.Parse(await (await _service.PostAsync("/v1/reconstruct", TestPictures.Png(40, 24), accept: "application/json")).Content.ReadAsStringAsync()).RootElement;
        var psnr = Psnr.Of(TestPictures.Waves(40, 24), expected);
        Assert.Equal(psnr, numbers.GetProperty("psnr").GetDouble(), 1e-9);
        Assert.Equal(Ssim.Of(TestPictures.Waves(40, 24), expected), numbers.GetProperty("ssim").GetDouble(), 1e-9);
        Assert.Equal(psnr, double.Parse(answer.Headers.GetValues("LiteVae-Psnr").Single()), 1e-3);
    }

    private (Latents Latents, RgbImage Decoded) Example(int width, int height)
    {
        using var codec = LatentCodec.Load(_service["tiny.safetensors"]);
        var latents = codec.Encode(TestPictures.Waves(width, height).AsPicture());
        return (latents, codec.Decode(latents, PixelFormat.Rgb24).ToRgbImage());
    }
}
