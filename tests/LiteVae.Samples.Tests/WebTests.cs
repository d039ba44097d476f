using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using LiteVae.Codec;
using LiteVae.Samples.Pictures;

namespace LiteVae.Samples.Tests;

/// <summary>The web sample, called over HTTP.</summary>
public sealed partial class WebTests(SampleFiles files) : IClassFixture<SampleFiles>, IAsyncLifetime
{
    private readonly HttpClient _client = new();
    private Process? _server;

    public async ValueTask InitializeAsync()
    {
        var start = new ProcessStartInfo("dotnet", [SampleFiles.Program("LiteVae.Samples.Web", "LiteVae.Samples.Web"), "--urls", "http://127.0.0.1:0", "--model", files.Model])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = files.Root,
        };
        _server = Process.Start(start)!;
        while (await _server.StandardOutput.ReadLineAsync() is { } line)
        {
            if (Address().Match(line) is { Success: true } match)
            {
                _client.BaseAddress = new Uri(match.Value);
                return;
            }
        }
        Assert.Fail("The server ended before it listened.");
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        _server?.Kill();
        _server?.WaitForExit();
        _server?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_picture_becomes_latents_and_these_a_picture()
    {
        var latents = await Post("encode", await File.ReadAllBytesAsync(files.Picture));
        Assert.Equal(HttpStatusCode.OK, latents.StatusCode);
        var file = await latents.Content.ReadAsByteArrayAsync();
        using (var read = LatentsFile.Read(new MemoryStream(file)))
            Assert.Equal((96, 64), Assert.Single(read.Entries).PictureSize);
        var decoded = await Post("decode", file);
        Assert.Equal("image/png", decoded.Content.Headers.ContentType?.MediaType);
        var picture = PngReader.Read(await decoded.Content.ReadAsByteArrayAsync());
        Assert.Equal((96, 64), (picture.Width, picture.Height));
    }

    [Theory]
    [InlineData("encode", "neither PNG")]
    [InlineData("decode", "the request")]
    public async Task What_is_neither_is_refused(string verb, string message)
    {
        var answer = await Post(verb, "no picture and no latents"u8.ToArray());
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(message, await answer.Content.ReadAsStringAsync());
    }

    private async Task<HttpResponseMessage> Post(string verb, byte[] body) => await _client.PostAsync(new Uri(verb, UriKind.Relative), new ByteArrayContent(body));

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();
}
