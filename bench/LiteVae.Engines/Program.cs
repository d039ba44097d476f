using System.Diagnostics;
using System.Globalization;
using LiteVae.Codec;
using LiteVae.Codec.Pixels;
using LiteVae.Samples;
using LiteVae.Samples.Pictures;

namespace LiteVae.Engines;

/// <summary>Measures one network in one engine: in a process of its own, as engines and what they keep would disturb each other.</summary>
internal static class Program
{
    public static int Main(string[] args)
    {
        try
        {
            Run(Arguments.Parse(args));
            return 0;
        }
        catch (UsageException e)
        {
            Console.Error.WriteLine($"engines: {e.Message}");
            Console.Error.WriteLine(Arguments.Usage);
            return 2;
        }
    }

    private static void Run(Arguments arguments)
    {
        var times = new Times();
        using var engine = Create(arguments);
        var work = Work(engine, PictureFile.Read(arguments.Picture), arguments);
        work();
        if (arguments.Seconds == 0)
        {
            times.First(work);
            times.Report(Console.Out);
            return;
        }
        // The first half of the time is for warming up: .NET compiles what is called often once more.
        _ = Measure(work, arguments);
        var (rate, processorTime) = Measure(work, arguments);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rate:0.000} images/s, {processorTime:0.0} ms of processor time an image"));
    }

    private static Action Work(IEngine engine, Picture picture, Arguments arguments)
    {
        if (arguments.LatentChannels == 0)
        {
            Picture[] pictures = [.. Enumerable.Repeat(picture, arguments.Batch)];
            return () => engine.Encode(pictures);
        }
        var random = new Random(1);
        var (height, width) = (picture.Height / 8, picture.Width / 8);
        float[] noise = [.. Enumerable.Range(0, arguments.LatentChannels * height * width).Select(_ => random.NextSingle() * 2 - 1)];
        Latents[] latents = [.. Enumerable.Repeat(new Latents(noise, new float[noise.Length], arguments.LatentChannels, height, width, 8 * width, 8 * height), arguments.Batch)];
        return () => engine.Decode(latents);
    }

    // Images a second, and the processor time of all threads for one of them, in milliseconds.
    private static (double Rate, double ProcessorTime) Measure(Action work, Arguments arguments)
    {
        var (start, processorStart, images) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime, 0);
        while (images == 0 || Stopwatch.GetElapsedTime(start).TotalSeconds < arguments.Seconds / 2)
        {
            work();
            images += arguments.Batch;
        }
        return (images / Stopwatch.GetElapsedTime(start).TotalSeconds, (Environment.CpuUsage.TotalTime - processorStart).TotalMilliseconds / images);
    }

    private static IEngine Create(Arguments arguments) => arguments.Engine switch
    {
        "codec" => new CodecEngine(arguments.Model, arguments.Threads),
#if HAS_ONNX
        "onnx" => new OnnxEngine(arguments.Model, arguments.Threads),
#endif
#if HAS_TORCH
        "torch" => new TorchEngine(arguments.Model, arguments.Threads),
#endif
        _ => throw new UsageException($"this program has no engine \"{arguments.Engine}\""),
    };
}
