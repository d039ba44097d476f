using System.Diagnostics;
using System.Globalization;
using LiteVae.Autoencoders;
using LiteVae.Codec.Models;
using LiteVae.Codec.Pixels;
using LiteVae.Inference;
using TorchSharp;

namespace LiteVae.Soak.Memory;

/// <summary>Watches resident memory over thousands of reconstructions of random sizes, and over thousands of training steps.</summary>
internal static class MemorySoak
{
    /// <param name="arguments">reconstructions=N, steps=N, seed=S.</param>
    public static int Run(Arguments arguments)
    {
        var seed = arguments.Number("seed", 1);
        var flat = Reconstruct(arguments.Number("reconstructions", 5000), seed);
        return Train(arguments.Number("steps", 2000)) && flat ? 0 : 1;
    }

    private static bool Reconstruct(int count, int seed)
    {
        Console.WriteLine($"{count} reconstructions of 8x8 to 200x200 pixels, seed {seed}");
        using var model = new Autoencoder(Presets.Get("litevae-s-mini"));
        using var codec = LiteVaeCodec.Create(model, new CodecOptions { Precision = InferencePrecision.Fp32 });
        var random = new Random(seed);
        return Watch(count, "reconstruction", () =>
        {
            var (width, height) = (random.Next(8, 200), random.Next(8, 200));
            var pixels = new byte[3 * width * height];
            random.NextBytes(pixels);
            codec.Pictures.Reconstruct(new Picture(pixels, width, height));
        });
    }

    private static bool Train(int steps)
    {
        Console.WriteLine($"{steps} training steps with a discriminator, in a process of its own");
        using var folder = new ScratchFolder();
        var work = Kills.Work.Training(folder["run"], steps, adversary: true);
        // So tiny an autoencoder diverges after a hundred steps of a game as strong as the kills' one. Samples and reports, which load libraries
        // of their own, begin while memory warms up.
        using var process = Tool.Start([.. work.Arguments(), "--set", "loss.adversarial.weight=0.001", "train.sample_every=100"]);
        var points = new List<(double Step, double MiB)>();
        while (!process.WaitForExit(TimeSpan.FromMilliseconds(500)))
        {
            process.Refresh();
            if (Steps(folder["run"]) is > 0 and var step && !process.HasExited)
                points.Add((step, process.WorkingSet64 / 1048576.0));
        }
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"The training ended with {process.ExitCode}: {process.StandardError.ReadToEnd()}");
        return Judge(points, "step");
    }

    private static int Steps(string run)
    {
        var path = Path.Combine(run, "metrics.jsonl");
        if (!File.Exists(path))
            return 0;
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var lines = 0;
        while (reader.ReadLine() is not null)
            lines++;
        return lines;
    }

    private static bool Watch(int count, string unit, Action act)
    {
        var points = new List<(double, double)>();
        using var process = Process.GetCurrentProcess();
        long tensors = 0;
        for (var i = 0; i < count; i++)
        {
            act();
            if (i % Math.Max(1, count / 200) != 0)
                continue;
            process.Refresh();
            points.Add((i, process.WorkingSet64 / 1048576.0));
            if (i == count / 2)
                tensors = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        }
        var left = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount - tensors;
        Console.WriteLine($"  tensors of this thread that are alive at the end and were not at half: {left}");
        return Judge(points, unit) && left == 0;
    }

    // The first third warms up: pools grow to the largest picture, the compiler works in the background.
    private static bool Judge(List<(double X, double MiB)> points, string unit)
    {
        var settled = points.Skip(points.Count / 3).ToArray();
        var trend = Trend.Of(settled);
        var perThousand = 1000 * trend.Slope;
        var growth = trend.Slope * (settled[^1].X - settled[0].X);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  resident memory {settled.Min(p => p.MiB):0} to {settled.Max(p => p.MiB):0} MiB after warming up; slope {perThousand:0.000} +- {1000 * trend.HalfWidth:0.000} MiB per 1,000 {unit}s, {growth:0.0} MiB over the whole"));
        return growth < 16;
    }
}
