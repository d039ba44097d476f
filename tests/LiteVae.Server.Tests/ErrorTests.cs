using System.Net;
using System.Text;
using LiteVae.Codec;
using LiteVae.Server.Content;

namespace LiteVae.Server.Tests;

/// <summary>Every refusal is a problem with its code, and tells what was expected.</summary>
public sealed class ErrorTests(SharedService shared) : IClassFixture<SharedService>
{
    private readonly Service _service = shared.Service;

    [Theory]
    [InlineData("/v1/encode?scaled=perhaps", "image/png", null, 400, "bad-request", "scaled")]
    [InlineData("/v1/encode?latent=median", "image/png", null, 400, "bad-request", "mean or sample")]
    [InlineData("/v1/encode?seed=1", "image/png", null, 400, "bad-request", "latent=sample")]
    [InlineData("/v1/encode?deadline=1000", "image/png", null, 400, "bad-request", "up to 20")]
    [InlineData("/v1/encode?deadline=-1", "image/png", null, 400, "bad-request", "deadline")]
    [InlineData("/v1/reconstruct?quality=101", "image/png", null, 400, "bad-request", "1 to 100")]
    [InlineData("/v1/encode", "multipart/form-data", null, 400, "bad-request", "boundary")]
    [InlineData("/v1/encode", "multipart/form-data; boundary=x", null, 400, "bad-request", "form")]
    [InlineData("/v1/encode?model=nonsense", "image/png", null, 404, "no-such-model", "tiny")]
    [InlineData("/v1/nonsense", "image/png", null, 404, "not-found", "/v1/nonsense")]
    [InlineData("/v1/models", "image/png", null, 405, "method-not-allowed", "GET")]
    [InlineData("/v1/encode", "image/png", "image/png", 406, "not-acceptable", "application/x-npy")]
    [InlineData("/v1/reconstruct", "image/png", "image/gif, image/*;q=0", 406, "not-acceptable", "image/webp")]
    [InlineData("/v1/encode", "image/gif", null, 415, "unsupported-media-type", "image/gif")]
    [InlineData("/v1/decode", "image/png", null, 415, "unsupported-media-type", "safetensors")]
    public async Task A_request_that_is_wrong_is_refused(string path, string type, string? accept, int status, string code, string reason) =>
        Assert.Contains(reason, await Service.RequireProblemAsync(await _service.PostAsync(path, TestPictures.Png(16, 16), type, accept), status, code));

    [Fact]
    public async Task An_empty_body_is_refused() => await Service.RequireProblemAsync(await _service.PostAsync("/v1/encode", []), 400, "bad-request");

    [Theory]
    [InlineData("GIF89a and so on")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'/>")]
    [InlineData("%PDF-1.7")]
    public async Task Content_of_another_format_is_refused_whatever_its_type_says(string content) =>
        await Service.RequireProblemAsync(await _service.PostAsync("/v1/encode", Encoding.ASCII.GetBytes(content)), 415, "unsupported-media-type");

    [Fact]
    public async Task A_damaged_picture_is_refused()
    {
        var whole = TestPictures.Png(64, 64);
        await Service.RequireProblemAsync(await _service.PostAsync("/v1/encode", whole[..(whole.Length / 2)]), 422, "invalid-input");
        await Service.RequireProblemAsync(await _service.PostAsync("/v1/encode", whole[..20]), 422, "invalid-input");
        Assert.Equal(HttpStatusCode.OK, (await _service.PostAsync("/v1/encode", whole)).StatusCode);
    }

    [Fact]
    public async Task A_latent_that_does_not_fit_is_refused()
    {
        Assert.Contains("4 channels; got 5", await DecodeAsync(Npy.Write([5, 2, 2], new float[20])));
        Assert.Contains("one latent; got 2", await DecodeAsync(Npy.Write([2, 4, 1, 1], new float[8])));
        Assert.Contains("up to 16x16", await DecodeAsync(Npy.Write([4, 2, 2], new float[16]), "?width=17"));
        Assert.Contains("not finite", await DecodeAsync(Npy.Write([4, 1, 1], [0, float.NaN, 0, 0])));
        Assert.Contains("the latent", await DecodeAsync("no safetensors"u8.ToArray()));
        Assert.Contains("Expected 16 values", await DecodeAsync(Npy.Write([4, 2, 2], new float[15])));
        using var two = new MemoryStream();
        var latents = new Latents(new float[4], new float[4], 4, 1, 1, 8, 8);
        LatentsFile.Write(two, [("a", latents), ("b", latents)]);
        Assert.Contains("one latent; got 2", await DecodeAsync(two.ToArray()));
    }

    [Fact]
    public async Task Without_a_diffusion_model_there_are_no_samples()
    {
        await using var other = await Service.StartAsync();
        await Service.RequireProblemAsync(await other.PostAsync("/v1/sample", "{}"u8.ToArray(), "application/json"), 404, "no-diffusion-model");
    }

    private async Task<string> DecodeAsync(byte[] file, string query = "") =>
        await Service.RequireProblemAsync(await _service.PostAsync($"/v1/decode{query}", file, "application/octet-stream"), 422, "invalid-input");
}
