using LiteVae.Codec;
using LiteVae.Codec.Models.Files;
using LiteVae.Codec.Pixels;
using LiteVae.Samples.Pictures;

// Pictures to latents and back over HTTP: POST /encode takes a picture and gives a safetensors file, POST /decode the reverse.
var builder = WebApplication.CreateBuilder(args);
builder.WebHost.ConfigureKestrel(options => options.Limits.MaxRequestBodySize = 64 << 20);
// One codec serves all requests. The limit bounds the memory of calls that run at the same time; others wait for their turn.
builder.Services.AddSingleton<ILatentCodec>(services => LatentCodec.Load(
    services.GetRequiredService<IConfiguration>()["model"] ?? throw new InvalidOperationException("Expected --model MODEL."),
    new LatentCodecOptions { MaxConcurrentCalls = 2 }));
var app = builder.Build();
// Loads the model before the first request, and reports a missing one at the start.
_ = app.Services.GetRequiredService<ILatentCodec>();

app.MapPost("/encode", async (HttpRequest request, ILatentCodec codec, CancellationToken canceled) =>
{
    using var body = await ReadBodyAsync(request, canceled);
    try
    {
        var latents = await codec.EncodeAsync(ReadPicture(body.ToArray()), cancellationToken: canceled);
        using var file = new MemoryStream();
        LatentsFile.Write(file, [("picture", latents)]);
        return Results.Bytes(file.ToArray(), "application/octet-stream", "latents.safetensors");
    }
    catch (InvalidDataException e)
    {
        return Results.BadRequest($"The picture {e.Message}.");
    }
});

app.MapPost("/decode", async (HttpRequest request, ILatentCodec codec, CancellationToken canceled) =>
{
    using var body = await ReadBodyAsync(request, canceled);
    try
    {
        using var file = LatentsFile.Read(body, "the request");
        var latents = file.Read(file.Entries[0], codec.DownsamplingFactor);
        using var png = new MemoryStream();
        PngWriter.Write(png, await codec.DecodeAsync(latents, cancellationToken: canceled));
        return Results.Bytes(png.ToArray(), "image/png", "picture.png");
    }
    catch (Exception e) when (e is CheckpointException or ArgumentException or InvalidDataException)
    {
        return Results.BadRequest(e.Message);
    }
});

app.Run();

static async Task<MemoryStream> ReadBodyAsync(HttpRequest request, CancellationToken canceled)
{
    var body = new MemoryStream();
    await request.Body.CopyToAsync(body, canceled);
    body.Position = 0;
    return body;
}

static Picture ReadPicture(byte[] file) =>
    PngReader.Recognizes(file) ? PngReader.Read(file)
    : Netpbm.Recognizes(file) ? Netpbm.Read(file)
    : throw new InvalidDataException("is neither PNG nor binary PPM or PGM");
