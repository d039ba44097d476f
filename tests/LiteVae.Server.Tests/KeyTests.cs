using System.Net;
using System.Security.Cryptography;
using System.Text;
using LiteVae.Codec.Configuration;
using LiteVae.Server.Security;

namespace LiteVae.Server.Tests;

public sealed class KeyTests : IAsyncLifetime
{
    private static readonly byte[] s_picture = TestPictures.Png(16, 16);

    private Service _service = null!;

    public async ValueTask InitializeAsync() => _service = await Service.StartAsync((options, path) =>
    {
        File.WriteAllText(path("keys"), $"# who may call\nalice {HashOf("secret of alice")}\n\nbob  {HashOf("secret of bob")} # until summer\n");
        return options with { ApiKeys = path("keys"), RateLimit = 2 };
    });

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Theory]
    [InlineData(null, null)]
    [InlineData("Authorization", "Bearer secret of carol")]
    [InlineData("Authorization", "Bearer secret of alice and more")]
    [InlineData("Authorization", "Basic secret of alice")]
    [InlineData("Authorization", "Bearer ")]
    [InlineData("X-Api-Key", "alice")]
    public async Task A_wrong_key_is_refused(string? header, string? value)
    {
        var answer = await PostAsync(header, value);
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
        var detail = await Service.RequireProblemAsync(answer, 401, "unauthorized");
        Assert.DoesNotContain("secret", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_key_has_a_rate_of_its_own()
    {
        Assert.Equal(HttpStatusCode.OK, (await PostAsync("Authorization", "Bearer secret of alice")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync("X-Api-Key", "secret of alice")).StatusCode);
        var refused = await PostAsync("Authorization", "Bearer secret of alice");
        await Service.RequireProblemAsync(refused, 429, "rate-limited");
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync("Authorization", "Bearer secret of bob")).StatusCode);
    }

    [Theory]
    [InlineData("/health/live", 200)]
    [InlineData("/health/ready", 200)]
    [InlineData("/", 200)]
    [InlineData("/docs", 200)]
    [InlineData("/openapi/v1.json", 200)]
    [InlineData("/v1/models", 401)]
    [InlineData("/metrics", 401)]
    [InlineData("/nonsense", 401)]
    public async Task Only_what_tells_nothing_of_the_service_needs_no_key(string path, int status) =>
        Assert.Equal(status, (int)(await _service.Client.GetAsync(new Uri(path, UriKind.Relative))).StatusCode);

    [Theory]
    [InlineData("")]
    [InlineData("alice secret")]
    [InlineData("alice")]
    public async Task A_file_that_is_not_one_of_keys_ends_the_start(string content)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("keys", Encoding.ASCII.GetBytes(content));
        Assert.DoesNotContain("secret", Assert.Throws<ConfigException>(() => ApiKeys.Read(file)).Message, StringComparison.Ordinal);
        var options = new ServerOptions { Models = [new("tiny", TinyModels.WriteAutoencoder(folder["m.safetensors"]))], Urls = ["http://127.0.0.1:0"], ApiKeys = file };
        await Assert.ThrowsAsync<ConfigException>(() => LiteVaeServer.StartAsync(options));
    }

    private static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private async Task<HttpResponseMessage> PostAsync(string? header, string? value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/encode") { Content = new ByteArrayContent(s_picture) };
        request.Content.Headers.ContentLength = s_picture.Length;
        if (header is not null)
            Assert.True(request.Headers.TryAddWithoutValidation(header, value));
        return await _service.Client.SendAsync(request);
    }
}
