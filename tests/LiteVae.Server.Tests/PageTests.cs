using System.Text.Json;
using System.Text.RegularExpressions;
using LiteVae.Server.Errors;

namespace LiteVae.Server.Tests;

public sealed partial class PageTests(SharedService shared) : IClassFixture<SharedService>
{
    private readonly Service _service = shared.Service;

    [Fact]
    public async Task The_description_for_programs_has_every_endpoint_with_its_parameters()
    {
        var paths = JsonDocument.Parse(await GetAsync("/openapi/v1.json")).RootElement.GetProperty("paths");
        foreach (var (path, parameter) in new[] { ("encode", "scaled"), ("decode", "width"), ("reconstruct", "quality"), ("sample", "LiteVae-Deadline") })
        {
            var operation = paths.GetProperty($"/v1/{path}").GetProperty("post");
            Assert.Contains(operation.GetProperty("parameters").EnumerateArray(), p => p.GetProperty("name").GetString() == parameter);
            Assert.NotEmpty(operation.GetProperty("requestBody").GetProperty("content").EnumerateObject());
            Assert.True(operation.GetProperty("responses").TryGetProperty("429", out _));
        }
        Assert.True(paths.TryGetProperty("/v1/models", out _));
    }

    [Fact]
    public async Task The_page_of_endpoints_loads_nothing()
    {
        var html = await GetAsync("/docs");
        Assert.Contains("/v1/encode", html);
        Assert.DoesNotMatch(Loading(), html);
    }

    [Fact]
    public async Task Every_problem_is_explained_where_its_type_leads()
    {
        var html = await GetAsync("/docs");
        Assert.All(Problem.All, problem => Assert.Contains($"id=\"{problem.Type["/docs#".Length..]}\"", html));
    }

    [Fact]
    public async Task Metrics_count_requests_by_endpoint_and_outcome()
    {
        await _service.PostAsync("/v1/encode", TestPictures.Png(16, 16));
        await _service.PostAsync("/v1/encode", "nonsense"u8.ToArray());
        await _service.PostAsync("/v1/something/else", []);
        var metrics = await GetAsync("/metrics");
        Assert.Contains("""litevae_requests_total{endpoint="/v1/encode",outcome="ok"} 1""", metrics);
        Assert.Contains("""litevae_requests_total{endpoint="/v1/encode",outcome="unsupported-media-type"} 1""", metrics);
        Assert.Contains("""litevae_requests_total{endpoint="none",outcome="not-found"} 1""", metrics);
        Assert.Contains("""litevae_pixels_total{endpoint="/v1/encode"} 256""", metrics);
        foreach (var name in new[] { "queue_duration_seconds_bucket", "compute_duration_seconds_bucket", "batch_size_bucket", "queue_length", "process_memory_bytes", "models_loaded" })
            Assert.Contains($"\nlitevae_{name}", metrics);
    }

    private async Task<string> GetAsync(string path) => await _service.Client.GetStringAsync(new Uri(path, UriKind.Relative));

    [GeneratedRegex("""<script|<link|<img|@import|url\(|(src|href)="(?![/#])""")]
    private static partial Regex Loading();
}
