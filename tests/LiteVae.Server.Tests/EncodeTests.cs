using System.Net;
using LiteVae.Codec;
using LiteVae.Pictures;
using LiteVae.Server.Content;

namespace LiteVae.Server.Tests;

public sealed class EncodeTests(SharedService shared) : IClassFixture<SharedService>
{
    private readonly Service _service = shared.Service;

    [Fact]
    public async Task A_picture_becomes_the_posterior_that_the_codec_gives()
    {
        var expected = Expected(50, 35);
        var answer = await _service.PostAsync("/v1/encode", TestPictures.Png(50, 35));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/vnd.safetensors", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("tiny", Assert.Single(answer.Headers.GetValues("LiteVae-Model")));
        var latents = await ReadAsync(answer);
        Assert.Equal((50, 35), (latents.PictureWidth, latents.PictureHeight));
        Assert.Equal(expected.Mean, latents.Mean);
        Assert.Equal(expected.LogVariance, latents.LogVariance);
    }

    [Fact]
    public async Task A_form_carries_a_picture_too()
    {
        using var form = new MultipartFormDataContent { { new StringContent("ignored"), "note" }, { new ByteArrayContent(TestPictures.Png(24, 24)), "file", "../../etc/passwd" } };
        var answer = await _service.Client.PostAsync(new Uri("/v1/encode", UriKind.Relative), form);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(Expected(24, 24).Mean, (await ReadAsync(answer)).Mean);
    }

    [Fact]
    public async Task NumPy_gets_the_mean_as_an_array()
    {
        var expected = Expected(32, 16);
        var (shape, values) = Npy.Read(await (await _service.PostAsync("/v1/encode", TestPictures.Png(32, 16), accept: "application/x-npy")).Content.ReadAsByteArrayAsync());
        Assert.Equal([4, 2, 4], shape);
        Assert.Equal(expected.Mean, values);
    }

    [Fact]
    public async Task A_scaled_sample_is_that_of_the_seed_on_the_scale_of_diffusion_models()
    {
        var expected = Expected(32, 32);
        var answer = await _service.PostAsync("/v1/encode?latent=sample&seed=7&scaled=true", TestPictures.Png(32, 32), accept: "application/x-npy");
        Assert.Equal(expected.Normalize(expected.Sample(7)), Npy.Read(await answer.Content.ReadAsByteArrayAsync()).Values);
        using var file = LatentsFile.Read(await (await _service.PostAsync("/v1/encode?scaled=true", TestPictures.Png(32, 32))).Content.ReadAsStreamAsync());
        Assert.True(file.IsNormalized);
        Assert.Equal(expected.Normalized().Mean, file.Read(file.Entries[0], 8).Mean);
    }

    private static async Task<Latents> ReadAsync(HttpResponseMessage answer)
    {
        using var file = LatentsFile.Read(await answer.Content.ReadAsStreamAsync());
        return file.Read(Assert.Single(file.Entries), 8);
    }

    private Latents Expected(int width, int height)
    {
        using var codec = LatentCodec.Load(_service["tiny.safetensors"]);
        return codec.Encode(TestPictures.Waves(width, height).AsPicture());
    }
}
