using System.Net;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using LiteVae.Codec.Diffusion;
using LiteVae.Codec.Diffusion.Samplers;
using LiteVae.Data;
using LiteVae.Diffusion;

namespace LiteVae.Server.Tests;

public sealed class SampleTests(SharedService shared) : IClassFixture<SharedService>
{
    private const string Request = """{"seed": 3, "steps": 4, "sampler": "euler", "class": 1, "guidance": 2}""";

    private readonly Service _service = shared.Service;

    [Fact]
    public async Task A_seed_draws_the_picture_that_the_library_draws()
    {
        using var pipeline = DiffusionPipeline.Load(_service["run/model.safetensors"]);
        var options = new GenerationOptions { Sampler = new() { Kind = SamplerKind.Euler, Steps = 4 }, Class = 1, Guidance = 2 };
        var answer = await PostAsync(Request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(pipeline.Sample(3, 0, 1, options)[0].Pixels, ImageFile.Decode(await answer.Content.ReadAsByteArrayAsync()).Pixels);
        Assert.Equal(HttpStatusCode.OK, (await _service.Client.PostAsync(new Uri("/v1/sample", UriKind.Relative), null)).StatusCode);
    }

    [Fact]
    public async Task Events_tell_the_progress_and_end_with_the_picture()
    {
        var picture = await (await PostAsync(Request)).Content.ReadAsByteArrayAsync();
        var answer = await PostAsync(Request, "text/event-stream");
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        var events = await ReadAsync(answer);
        Assert.Equal(["progress", "progress", "progress", "progress", "done"], events.Select(e => e.Type));
        Assert.Equal("""{"step":4,"steps":4}""", events[3].Data);
        Assert.Equal(picture, JsonDocument.Parse(events[4].Data).RootElement.GetProperty("data").GetBytesFromBase64());
    }

    [Fact]
    public async Task A_deadline_that_passes_is_the_last_event()
    {
        var events = await ReadAsync(await PostAsync("""{"steps": 100000000, "sampler": "euler"}""", "text/event-stream", "?deadline=0.3"));
        Assert.Equal("error", events[^1].Type);
        Assert.Contains("deadline-exceeded", events[^1].Data);
    }

    [Theory]
    [InlineData("""{"steps": 0}""", 422, "invalid-input")]
    [InlineData("""{"class": 2}""", 422, "invalid-input")]
    [InlineData("""{"sampler": "magic"}""", 422, "invalid-input")]
    [InlineData("""{"guidance": -1}""", 422, "invalid-input")]
    [InlineData("""{"eta": 2}""", 422, "invalid-input")]
    [InlineData("""{"stepz": 2}""", 400, "bad-request")]
    [InlineData("""{"steps": """, 400, "bad-request")]
    public async Task What_cannot_be_drawn_is_refused(string request, int status, string code) => await Service.RequireProblemAsync(await PostAsync(request), status, code);

    private async Task<HttpResponseMessage> PostAsync(string json, string? accept = null, string query = "") =>
        await _service.PostAsync($"/v1/sample{query}", Encoding.UTF8.GetBytes(json), "application/json", accept);

    private static async Task<List<(string Type, string Data)>> ReadAsync(HttpResponseMessage answer)
    {
        List<(string, string)> events = [];
        await foreach (var item in SseParser.Create(await answer.Content.ReadAsStreamAsync()).EnumerateAsync())
            events.Add((item.EventType, item.Data));
        return events;
    }
}
