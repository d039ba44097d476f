using System.Diagnostics;
using System.Globalization;
using LiteVae.Codec;
using LiteVae.Codec.Pixels;
using LiteVae.Load.Scenarios;
using LiteVae.Pictures;
using LiteVae.Runs.Folders;
using LiteVae.Runtime;
using LiteVae.Server;

namespace LiteVae.Load;

/// <summary>Starts a service in this process and asks it as fast as it answers, in turns with the codec alone, which does the same work: what else the machine does slows both.</summary>
/// <param name="verb">encode, decode or reconstruct.</param>
/// <param name="side">Of the pictures.</param>
/// <param name="clients">Numbers of clients, one after the other.</param>
/// <param name="time">Of the service, for each number of clients; the codec takes half of it.</param>
/// <param name="options">Of the service.</param>
internal sealed class Throughput(string verb, int side, IReadOnlyList<int> clients, TimeSpan time, ServerOptions options)
{
    private const int Turns = 5;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        ProcessTuning.Apply();
        using var codec = LatentCodec.Load(ModelLocation.Find(options.Models[0].Model));
        var image = LoadPicture.Make(side);
        var latents = codec.Encode(image.AsPicture(), null, cancellationToken);
        Action alone = verb switch
        {
            "encode" => () => codec.Encode(image.AsPicture(), null, cancellationToken),
            "decode" => () => codec.Decode(latents, PixelFormat.Rgb24, null, cancellationToken),
            _ => () => codec.Reconstruct(image.AsPicture(), null, cancellationToken),
        };
        await using var server = await LiteVaeServer.StartAsync(options, cancellationToken);
        await server.WaitUntilReadyAsync(cancellationToken);
        var (body, type) = verb == "decode" ? (FileOf(latents), "application/octet-stream") : (PngEncoder.Encode(image), "image/png");
        var generator = new LoadGenerator(new Uri(new Uri(server.Addresses[0]), $"/v1/{verb}"), body, type);
        RateOf(alone, TimeSpan.FromSeconds(1));
        await generator.RunAsync(2, TimeSpan.FromSeconds(1));
        Console.WriteLine($"{verb} {side}x{side}");
        Console.WriteLine($"{"clients",7} {"requests/s",10} {"codec/s",10} {"share",7} {"p50 ms",9} {"p95 ms",9} {"p99 ms",9} {"refused",9}");
        foreach (var number in clients)
            Console.WriteLine(await MeasureAsync(number, alone, generator));
    }

    private async Task<string> MeasureAsync(int number, Action alone, LoadGenerator generator)
    {
        List<LoadResult> results = [];
        List<double> rates = [];
        for (var turn = 0; turn < Turns; turn++)
        {
            rates.Add(RateOf(alone, time / (2 * Turns)));
            results.Add(await generator.RunAsync(number, time / Turns));
        }
        var times = new Percentiles(results.SelectMany(r => r.Times));
        var (rate, codec) = (times.Count / results.Sum(r => r.Seconds), rates.Average());
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{number,7} {rate,10:0.0} {codec,10:0.0} {rate / codec,7:0%} {times.At(0.5),9:0} {times.At(0.95),9:0} {times.At(0.99),9:0} {results.Sum(r => r.Refused),9}");
    }

    private static double RateOf(Action work, TimeSpan time)
    {
        var (count, start) = (0, Stopwatch.GetTimestamp());
        for (; count == 0 || Stopwatch.GetElapsedTime(start) < time; count++)
            work();
        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static byte[] FileOf(Latents latents)
    {
        using var file = new MemoryStream();
        LatentsFile.Write(file, [("picture", latents)]);
        return file.ToArray();
    }
}
