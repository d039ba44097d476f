using System.Text;
using LiteVae.Codec;
using LiteVae.Fuzz.Engine;
using LiteVae.Fuzz.Structures;
using LiteVae.Pictures;
using LiteVae.Runtime;
using LiteVae.Server;
using LiteVae.Server.Content;
using LiteVae.Server.Errors;
using LiteVae.Server.Metrics;
using LiteVae.Server.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace LiteVae.Fuzz.Targets;

/// <summary>Requests to the service, which runs in this process and computes with tiny models: each is answered, or refused by a documented problem.</summary>
internal sealed class HttpTarget : FuzzTarget, IDisposable
{
    private static readonly byte[] s_picture = PngEncoder.Encode(TestPictures.Waves(9, 7));

    private readonly TemporaryFolder _folder = new();
    private readonly DirectServer _server = new();
    private readonly Lazy<WebApplication> _app;

    public HttpTarget() => _app = new(Start);

    public override string Name => "http";

    public override IReadOnlyList<Type> Documented => [typeof(ProblemException)];

    public override IInputStructure Structure { get; } = new RequestStructure();

    public override IReadOnlyList<byte[]> Dictionary => [.. Words.Http, .. Words.Json, .. Words.Safetensors];

    public override IEnumerable<byte[]> Seeds()
    {
        var latents = new Latents(new float[16], new float[16], 4, 2, 2, 16, 16);
        using var file = new MemoryStream();
        LatentsFile.Write(file, [("picture", latents)]);
        var npy = Npy.Write([4, 2, 2], new float[16]);
        return
        [
            Request("/v1/encode", "image/png", "", s_picture),
            Request("/v1/encode?latent=sample&seed=1&scaled=true", "", "application/x-npy", s_picture),
            Request("/v1/encode", "multipart/form-data; boundary=x", "*/*;q=0.5", [.. "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\nContent-Type: image/png\r\n\r\n"u8, .. s_picture, .. "\r\n--x--\r\n"u8]),
            Request("/v1/decode", "application/vnd.safetensors", "image/webp", file.ToArray()),
            Request("/v1/decode?scaled=true&width=9&height=7&quality=50", "application/x-npy", "image/jpeg", npy),
            Request("/v1/reconstruct?model=tiny&quality=80", "image/png", "image/png;q=0.1, image/*", s_picture),
            Request("/v1/reconstruct?deadline=10", "application/octet-stream", "application/json", s_picture),
            Request("/v1/sample", "application/json", "image/png", """{"seed": 1, "steps": 2, "sampler": "euler", "class": 1, "guidance": 2}"""u8),
            Request("/v1/sample", "application/json", "text/event-stream", """{"steps": 2, "preview_every": 1, "eta": 0}"""u8),
            Request("/studio/analyze", "image/png", "", s_picture),
            Request("/studio/edit", "application/json", "", Encoding.UTF8.GetBytes($$"""{"latent": "{{Convert.ToBase64String(npy)}}", "scale": 1.5}""")),
            .. SeedPictures.All.Select(picture => Request("/v1/encode", "", "", picture)),
        ];
    }

    public override void Run(ReadOnlySpan<byte> input) => RunAsync(input.ToArray()).GetAwaiter().GetResult();

    public void Dispose()
    {
        if (_app.IsValueCreated)
            ((IDisposable)_app.Value).Dispose();
        _folder.Dispose();
    }

    private static byte[] Request(string address, string type, string accept, ReadOnlySpan<byte> body) => [.. Encoding.Latin1.GetBytes($"{address}\n{type}\n{accept}\n"), .. body];

    private async Task RunAsync(byte[] input)
    {
        var parts = Structure.Split(input) ?? [.. Enumerable.Repeat(Array.Empty<byte>(), RequestStructure.Lines), input];
        var (address, type, accept) = (Line(parts[0]).Split('?', 2), Line(parts[1]), Line(parts[2]));
        if (address[0].Contains("%00", StringComparison.Ordinal))
            return; // nor a path that holds such a character
        var path = PathString.FromUriComponent($"/{address[0].TrimStart('/')}");
        var request = new HttpRequestFeature
        {
            Method = HttpMethods.Post,
            Path = path,
            QueryString = address.Length > 1 ? $"?{address[1]}" : "",
            Body = new MemoryStream(parts[^1], writable: false),
        };
        request.Headers.Host = "localhost";
        request.Headers.ContentLength = parts[^1].Length;
        request.Headers.ContentType = type.Length > 0 ? type : default;
        request.Headers.Accept = accept.Length > 0 ? accept : default;
        _ = _app.Value;
        using var answer = new MemoryStream();
        var context = await _server.HandleAsync(request, answer);
        var text = Encoding.Latin1.GetString(answer.ToArray());
        var status = context.Response.StatusCode;
        if (status == StatusCodes.Status200OK)
            return;
        var cause = context.Features.GetRequiredFeature<RequestOutcome>().Cause;
        if (status is not (400 or 404 or 405 or 406 or 413 or 415 or 422) || context.Response.ContentType != "application/problem+json" || cause is null)
            throw new InvalidOperationException($"The answer has status {status}, type {context.Response.ContentType}: {text}", cause);
        // The innermost cause tells the engine how far the request came.
        throw new ProblemException(Problem.OfStatus(status), text, cause);
    }

    // The web server passes no control characters on.
    private static string Line(byte[] bytes) => Encoding.Latin1.GetString([.. bytes.Where(b => b is >= 0x20 and not 0x7f)]);

    private WebApplication Start()
    {
        ProcessTuning.Apply();
        var app = ServerApplication.Build(new ServerOptions
        {
            Models = [new("tiny", TinyModels.WriteAutoencoder(_folder["tiny.safetensors"]))],
            Diffusion = TinyModels.WriteDiffusion(Directory.CreateDirectory(_folder["run"]).FullName),
            Workers = 1,
            MaxPixels = 1 << 12,
            MaxBodyBytes = MaxLength,
            MaxSteps = 3,
            LogFormat = LogFormat.None,
        }, host => host.ConfigureServices(services => services.AddSingleton<IServer>(_server)));
        app.StartAsync().GetAwaiter().GetResult();
        return app;
    }
}
