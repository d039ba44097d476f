using System.Net;
using LiteVae.Server.Content;

namespace LiteVae.Server.Tests;

/// <summary>What is too large is refused before it is decoded.</summary>
public sealed class LimitTests(SharedService shared) : IClassFixture<SharedService>
{
    private readonly Service _service = shared.Service;

    [Fact]
    public async Task A_body_that_is_too_long_is_refused()
    {
        var body = new byte[(1 << 20) + 1];
        TestPictures.Png(16, 16).CopyTo(body, 0);
        Assert.Contains("1048576", await Service.RequireProblemAsync(await _service.PostAsync("/v1/encode", body), 413, "body-too-large"));
        await Service.RequireProblemAsync(await _service.PostAsync("/v1/decode", body, "application/octet-stream"), 413, "body-too-large");
    }

    [Fact]
    public async Task A_body_of_unknown_length_is_counted()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/encode") { Content = new StreamContent(new MemoryStream(new byte[3 << 20])) };
        request.Headers.TransferEncodingChunked = true;
        using var answer = await _service.Client.SendAsync(request);
        await Service.RequireProblemAsync(answer, 413, "body-too-large");
    }

    [Fact]
    public async Task A_picture_in_a_form_has_the_same_limit()
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(new byte[(1 << 20) + 1]), "file", "a.png" } };
        await Service.RequireProblemAsync(await _service.Client.PostAsync(new Uri("/v1/encode", UriKind.Relative), form), 413, "body-too-large");
    }

    /// <summary>Decoding the bomb would fail with 422: that it has too many pixels is known from its header.</summary>
    [Fact]
    public async Task A_decompression_bomb_is_refused_by_its_header()
    {
        var bomb = TestPictures.Bomb(6000, 4000);
        Assert.True(bomb.Length < 100_000, $"{bomb.Length} bytes are no bomb.");
        Assert.Contains("6000x4000", await Service.RequireProblemAsync(await _service.PostAsync("/v1/encode", bomb), 413, "too-many-pixels"));
        await Service.RequireProblemAsync(await _service.PostAsync("/v1/encode", TestPictures.Bomb(1000, 1000)), 422, "invalid-input");
    }

    [Fact]
    public async Task A_latent_of_too_many_pixels_is_refused()
    {
        var latent = Npy.Write([4, 129, 128], new float[4 * 129 * 128]);
        await Service.RequireProblemAsync(await _service.PostAsync("/v1/decode", latent, "application/x-npy"), 413, "too-many-pixels");
        // The rest of the latent is computed however small the picture is said to be.
        await Service.RequireProblemAsync(await _service.PostAsync("/v1/decode?width=1&height=1", latent, "application/x-npy"), 413, "too-many-pixels");
        Assert.Equal(HttpStatusCode.OK, (await _service.PostAsync("/v1/decode", Npy.Write([4, 8, 8], new float[256]), "application/x-npy")).StatusCode);
    }
}
