using System.Diagnostics;
using System.Globalization;
using LiteVae.Codec;
using LiteVae.Codec.Pixels;
using LiteVae.Pictures;
using LiteVae.Runs.Folders;
using LiteVae.Runtime;
using LiteVae.Server;

namespace LiteVae.Load;

/// <summary>Starts a service in this process and asks it as fast as it answers; before that, the codec alone does the same work.</summary>
/// <param name="verb">encode, decode or reconstruct.</param>
/// <param name="side">Of the pictures.</param>
/// <param name="clients">Numbers of clients, one after the other.</param>
/// <param name="time">For each number of clients.</param>
/// <param name="options">Of the service.</param>
internal sealed class Throughput(string verb, int side, IReadOnlyList<int> clients, TimeSpan time, ServerOptions options)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        ProcessTuning.Apply();
        var body = MeasureCodec(cancellationToken);
        await using var server = await LiteVaeServer.StartAsync(options, cancellationToken);
        await server.WaitUntilReadyAsync(cancellationToken);
        var generator = new LoadGenerator(new Uri(new Uri(server.Addresses[0]), $"/v1/{verb}"), body, verb == "decode" ? "application/octet-stream" : "image/png");
        await generator.RunAsync(2, TimeSpan.FromSeconds(1));
        Console.WriteLine($"{"clients",7} {"requests/s",10} {"p50 ms",9} {"p95 ms",9} {"p99 ms",9} {"refused",9}");
        foreach (var number in clients)
            Console.WriteLine(await generator.RunAsync(number, time));
    }

    // Prints what the codec does alone; returns what a request sends.
    private byte[] MeasureCodec(CancellationToken cancellationToken)
    {
        var image = LoadPicture.Make(side);
        using var codec = LatentCodec.Load(ModelLocation.Find(options.Models[0].Model));
        var latents = codec.Encode(image.AsPicture(), null, cancellationToken);
        Action work = verb switch
        {
            "encode" => () => codec.Encode(image.AsPicture(), null, cancellationToken),
            "decode" => () => codec.Decode(latents, PixelFormat.Rgb24, null, cancellationToken),
            _ => () => codec.Reconstruct(image.AsPicture(), null, cancellationToken),
        };
        work();
        var (count, start) = (0, Stopwatch.GetTimestamp());
        for (; Stopwatch.GetElapsedTime(start) < time / 2; count++)
            work();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{verb} {side}x{side}: the codec alone {count / Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} images/s"));
        if (verb != "decode")
            return PngEncoder.Encode(image);
        using var file = new MemoryStream();
        LatentsFile.Write(file, [("picture", latents)]);
        return file.ToArray();
    }
}
