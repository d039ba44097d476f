using System.Diagnostics;
using System.Globalization;
using LiteVae.Codec.Pixels;
using LiteVae.Engines.Encoders;
using LiteVae.Samples;
using LiteVae.Samples.Pictures;

namespace LiteVae.Engines;

/// <summary>Measures one encoder in one engine: in a process of its own, as engines and what they keep would disturb each other.</summary>
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
        using var encoder = Create(arguments);
        Picture[] pictures = [.. Enumerable.Repeat(PictureFile.Read(arguments.Picture), arguments.Batch)];
        encoder.Encode(pictures);
        if (arguments.Seconds == 0)
        {
            times.First(() => encoder.Encode(pictures));
            times.Report(Console.Out);
            return;
        }
        // The first half of the time is for warming up: .NET compiles what is called often once more.
        _ = Measure(encoder, pictures, arguments.Seconds / 2);
        var (rate, processorTime) = Measure(encoder, pictures, arguments.Seconds / 2);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rate:0.000} images/s, {processorTime:0.0} ms of processor time an image"));
    }

    // Images a second, and the processor time of all threads for one of them, in milliseconds.
    private static (double Rate, double ProcessorTime) Measure(IEncoder encoder, Picture[] pictures, double seconds)
    {
        var (start, processorStart, images) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime, 0);
        while (images == 0 || Stopwatch.GetElapsedTime(start).TotalSeconds < seconds)
        {
            encoder.Encode(pictures);
            images += pictures.Length;
        }
        return (images / Stopwatch.GetElapsedTime(start).TotalSeconds, (Environment.CpuUsage.TotalTime - processorStart).TotalMilliseconds / images);
    }

    private static IEncoder Create(Arguments arguments) => arguments.Engine switch
    {
        "codec" => new CodecEncoder(arguments.Model, arguments.Threads),
#if HAS_ONNX
        "onnx" => new OnnxEncoder(arguments.Model, arguments.Threads),
#endif
#if HAS_TORCH
        "torch" => new TorchEncoder(arguments.Model, arguments.Threads),
#endif
        _ => throw new UsageException($"this program has no engine \"{arguments.Engine}\""),
    };
}
