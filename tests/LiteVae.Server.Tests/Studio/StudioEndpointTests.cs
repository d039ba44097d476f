using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using LiteVae.Pictures;
using LiteVae.Server.Studio;

namespace LiteVae.Server.Tests.Studio;

public sealed class StudioEndpointTests(SharedService shared) : IClassFixture<SharedService>
{
    private readonly Service _service = shared.Service;

    [Fact]
    public async Task An_unchanged_latent_decodes_to_the_reconstruction()
    {
        var analysis = await AnalyzeAsync();
        Assert.Equal(analysis.GetProperty("reconstruction").GetBytesFromBase64(), await EditAsync(new { latent = analysis.GetProperty("latent"), width = 40, height = 24 }));
    }

    [Fact]
    public async Task All_of_the_second_latent_decodes_to_the_second_picture()
    {
        var (first, second) = (await AnalyzeAsync(1), await AnalyzeAsync(2));
        var mixed = await EditAsync(new { latent = first.GetProperty("latent"), other = second.GetProperty("latent"), mix = 1, width = 40, height = 24 });
        Assert.NotEqual(first.GetProperty("reconstruction").GetBytesFromBase64(), mixed);
        // a + (b - a) is b up to rounding
        Assert.True(LiteVae.Evaluation.Similarity.Psnr.Of(Decoded(second.GetProperty("reconstruction").GetBytesFromBase64()), Decoded(mixed)) > 60);
    }

    [Fact]
    public async Task Noise_depends_on_its_seed_alone()
    {
        var latent = (await AnalyzeAsync()).GetProperty("latent");
        var once = await EditAsync(new { latent, noise = 0.5, seed = 1 });
        Assert.Equal(once, await EditAsync(new { latent, noise = 0.5, seed = 1 }));
        Assert.NotEqual(once, await EditAsync(new { latent, noise = 0.5, seed = 2 }));
    }

    [Fact]
    public async Task Feature_maps_are_those_of_each_wavelet_level_and_of_the_last_block()
    {
        using var answer = await _service.PostAsync("/studio/features", TestPictures.Png(40, 24));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var result = await answer.Content.ReadFromJsonAsync<JsonElement>();
        var stages = result.GetProperty("stages").EnumerateArray().ToArray();
        Assert.Equal(
            ["Encoder, wavelet level 1", "Encoder, wavelet level 2", "Encoder, wavelet level 3", "Decoder, last block"],
            stages.Select(s => s.GetProperty("name").GetString()));
        Assert.Equal([(20, 12, 12), (10, 6, 12), (5, 3, 12), (40, 24, 8)], stages.Select(s =>
        {
            var maps = s.GetProperty("maps").EnumerateArray().Select(m => Decoded(m.GetBytesFromBase64())).ToArray();
            Assert.All(maps, m => Assert.Equal((s.GetProperty("width").GetInt32(), s.GetProperty("height").GetInt32()), (m.Width, m.Height)));
            return (maps[0].Width, maps[0].Height, maps.Length);
        }));
    }

    [Fact]
    public async Task Feature_maps_of_large_pictures_are_refused()
    {
        using var answer = await _service.PostAsync("/studio/features", TestPictures.Png(600, 500));
        Assert.Contains("262144", await Service.RequireProblemAsync(answer, 413, "too-many-pixels"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 3)]
    [InlineData(2, 1)]
    public async Task Denoising_is_shown_at_the_steps_that_are_asked_for(int every, int previews)
    {
        using var answer = await _service.PostAsync("/v1/sample", JsonSerializer.SerializeToUtf8Bytes(new { steps = 3, preview_every = every }), "application/json", "text/event-stream");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n').Where(l => l.StartsWith("data: ", StringComparison.Ordinal)).Select(l => JsonDocument.Parse(l["data: ".Length..]).RootElement);
        var pictures = lines.Where(l => l.TryGetProperty("preview", out _)).Select(l => Decoded(l.GetProperty("preview").GetBytesFromBase64())).ToArray();
        Assert.Equal(previews, pictures.Length);
        Assert.All(pictures, p => Assert.Equal((32, 32), (p.Width, p.Height)));
    }

    [Theory]
    [InlineData("""{"latent":"AAAA"}""", 422)]
    [InlineData("""{"latent":"%"}""", 400)]
    [InlineData("""{"mix":1}""", 400)]
    [InlineData("null", 400)]
    [InlineData("""{"latent":LATENT,"mix":2}""", 422)]
    [InlineData("""{"latent":LATENT,"scale":-1}""", 422)]
    [InlineData("""{"latent":LATENT,"noise":5}""", 422)]
    [InlineData("""{"latent":LATENT,"dropped":[4]}""", 422)]
    [InlineData("""{"latent":LATENT,"dropped":[-1]}""", 422)]
    [InlineData("""{"latent":LATENT,"width":41}""", 422)]
    [InlineData("""{"latent":LATENT,"unknown":1}""", 400)]
    public async Task Edits_that_cannot_be_made_are_refused(string body, int status)
    {
        var latent = (await AnalyzeAsync()).GetProperty("latent").GetRawText();
        using var answer = await _service.PostAsync("/studio/edit", Encoding.UTF8.GetBytes(body.Replace("LATENT", latent, StringComparison.Ordinal)), "application/json");
        await Service.RequireProblemAsync(answer, status, status == 400 ? "bad-request" : "invalid-input");
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("br, gzip", "br")]
    [InlineData("gzip, deflate", "gzip")]
    [InlineData("br;q=0, *", "gzip")]
    [InlineData("identity", null)]
    public async Task Every_file_is_served_compressed_with_a_strict_policy_and_not_sent_twice(string? accepted, string? coding)
    {
        Assert.Contains("page.css", StudioFiles.Names);
        foreach (var path in StudioFiles.Names.Select(name => $"/studio/files/{name}").Append("/"))
        {
            var plain = await _service.Client.GetByteArrayAsync(new Uri(path, UriKind.Relative));
            using var answer = await GetAsync(path, accepted);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(coding, answer.Content.Headers.ContentEncoding.SingleOrDefault());
            Assert.Equal("Accept-Encoding", answer.Headers.Vary.Single());
            Assert.Equal(plain, await DecompressAsync(answer.Content, coding));
            var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
            Assert.StartsWith("default-src 'none'", policy);
            Assert.DoesNotContain("unsafe", policy);
            using var same = await GetAsync(path, accepted, answer.Headers.ETag);
            Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
            using var other = await GetAsync(path, coding is null ? "br" : null, answer.Headers.ETag);
            Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        }
    }

    [Fact]
    public async Task What_is_computed_is_not_compressed()
    {
        using var answer = await GetAsync("/v1/models", "br, gzip");
        Assert.Empty(answer.Content.Headers.ContentEncoding);
    }

    [Theory]
    [InlineData("/studio/files/..%2f..%2fLiteVae.dll")]
    [InlineData("/studio/files/Index.html")]
    [InlineData("/studio/examples/5")]
    [InlineData("/studio/examples/0")]
    public async Task There_is_nothing_else(string path)
    {
        using var answer = await _service.Client.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private static RgbImage Decoded(byte[] png) => LiteVae.Data.ImageFile.Decode(png, "a picture", 1 << 20);

    private async Task<HttpResponseMessage> GetAsync(string path, string? accepted, EntityTagHeaderValue? known = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (accepted is not null)
            request.Headers.AcceptEncoding.ParseAdd(accepted);
        if (known is not null)
            request.Headers.IfNoneMatch.Add(known);
        return await _service.Client.SendAsync(request);
    }

    private static async Task<byte[]> DecompressAsync(HttpContent content, string? coding)
    {
        await using var stream = await content.ReadAsStreamAsync();
        await using Stream plain = coding switch
        {
            "br" => new BrotliStream(stream, CompressionMode.Decompress),
            "gzip" => new GZipStream(stream, CompressionMode.Decompress),
            _ => stream,
        };
        using var bytes = new MemoryStream();
        await plain.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private async Task<JsonElement> AnalyzeAsync(int seed = 1)
    {
        using var answer = await _service.PostAsync("/studio/analyze", TestPictures.Png(40, 24, seed));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task<byte[]> EditAsync(object edit)
    {
        using var answer = await _service.PostAsync("/studio/edit", JsonSerializer.SerializeToUtf8Bytes(edit), "application/json");
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadAsByteArrayAsync();
    }
}
