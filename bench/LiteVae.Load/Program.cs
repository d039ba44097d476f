using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using LiteVae.Codec;
using LiteVae.Codec.Pixels;
using LiteVae.Load;
using LiteVae.Pictures;
using LiteVae.Runs.Folders;
using LiteVae.Runtime;
using LiteVae.Server;

// Starts a service in this process and asks it as fast as it answers; before that, the codec alone does the same work.
var model = new Option<string>("--model") { DefaultValueFactory = _ => "litevae-s-mini" };
var operation = new Option<string>("--operation") { Description = "encode, decode or reconstruct.", DefaultValueFactory = _ => "encode" };
var size = new Option<int>("--size") { Description = "The picture's side.", DefaultValueFactory = _ => 256 };
var clients = new Option<int[]>("--clients") { DefaultValueFactory = _ => [1, 8, 64], AllowMultipleArgumentsPerToken = true };
var seconds = new Option<double>("--seconds") { Description = "For each number of clients.", DefaultValueFactory = _ => 10 };
var batch = new Option<int>("--batch") { DefaultValueFactory = _ => new ServerOptions().MaxBatch };
var batchWait = new Option<double>("--batch-wait") { Description = "Milliseconds.", DefaultValueFactory = _ => 0 };
var workers = new Option<int>("--workers") { DefaultValueFactory = _ => new ServerOptions().Workers };
var command = new RootCommand("Requests a second of the service, against the codec alone.") { model, operation, size, clients, seconds, batch, batchWait, workers };
command.SetAction(async (parsed, canceled) =>
{
    ProcessTuning.Apply();
    var (side, verb, time) = (parsed.GetValue(size), parsed.GetValue(operation)!, TimeSpan.FromSeconds(parsed.GetValue(seconds)));
    var image = new RgbImage(side, side);
    for (var i = 0; i < image.Pixels.Length; i++)
        image.Pixels[i] = (byte)(128 + 100 * Math.Sin(0.1 * (i / 3 % side) + i % 3) * Math.Cos(0.05 * (i / 3 / side)));
    byte[] body;
    using (var codec = LatentCodec.Load(ModelLocation.Find(parsed.GetValue(model)!)))
    {
        var latents = codec.Encode(image.AsPicture(), null, canceled);
        using var file = new MemoryStream();
        LatentsFile.Write(file, [("picture", latents)]);
        body = verb == "decode" ? file.ToArray() : PngEncoder.Encode(image);
        Action work = verb switch
        {
            "encode" => () => codec.Encode(image.AsPicture(), null, canceled),
            "decode" => () => codec.Decode(latents, PixelFormat.Rgb24, null, canceled),
            _ => () => codec.Reconstruct(image.AsPicture(), null, canceled),
        };
        work();
        var (count, start) = (0, Stopwatch.GetTimestamp());
        for (; Stopwatch.GetElapsedTime(start) < time / 2; count++)
            work();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{verb} {side}x{side}: the codec alone {count / Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} images/s"));
    }
    await using var server = await LiteVaeServer.StartAsync(new ServerOptions
    {
        Models = [new("model", parsed.GetValue(model)!)],
        Urls = ["http://127.0.0.1:0"],
        MaxBatch = parsed.GetValue(batch),
        BatchWait = TimeSpan.FromMilliseconds(parsed.GetValue(batchWait)),
        Workers = parsed.GetValue(workers),
        LogFormat = LogFormat.None,
    }, canceled);
    await server.WaitUntilReadyAsync(canceled);
    var generator = new LoadGenerator(new Uri(new Uri(server.Addresses[0]), $"/v1/{verb}"), body, verb == "decode" ? "application/octet-stream" : "image/png");
    await generator.RunAsync(2, TimeSpan.FromSeconds(1));
    Console.WriteLine($"{"clients",7} {"requests/s",10} {"p50 ms",9} {"p95 ms",9} {"p99 ms",9} {"refused",9}");
    foreach (var number in parsed.GetValue(clients)!)
        Console.WriteLine(await generator.RunAsync(number, time));
});
return await command.Parse(args).InvokeAsync();
