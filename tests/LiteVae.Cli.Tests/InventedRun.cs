using System.Xml.Linq;
using LiteVae.Cli.Verbs.Bench;
using LiteVae.Cli.Verbs.Bench.Plot;

namespace LiteVae.Cli.Tests;

/// <summary>Results of a bench that nobody timed.</summary>
internal static class InventedRun
{
    public static BenchRequest Request { get; } = new() { Part = "encoder", Presets = [], Batches = [4], Precisions = ["fp32"], Resolution = 256 };

    /// <summary>Models whose speeds are far apart.</summary>
    public static BenchResult[] ThreeModels { get; } =
    [
        Result("litevae-s", "plain", 6.4, 800), Result("litevae-s", "fast", 16, 450),
        Result("litevae-b", "plain", 1.15, 1400), Result("litevae-b", "fast", 3.4, 520),
        Result("sd-vae", "plain", 0.32, 1800), Result("sd-vae", "fast", 0.75, 1300),
    ];

    /// <param name="preset">The model, or for data its folder.</param>
    /// <param name="engine">plain or fast.</param>
    /// <param name="imagesPerSecond">In the median; 7 % slower and 4 % faster in the quartiles.</param>
    /// <param name="memory">(MiB)</param>
    public static BenchResult Result(
        string preset, string engine, double imagesPerSecond, double memory = 100, string precision = "fp32", int batch = 4, string part = "encoder")
    {
        var result = new BenchResult(new BenchCase { Part = part, Preset = preset, Engine = engine, Precision = precision, Batch = batch, Resolution = 256 });
        var slow = batch / (0.93 * imagesPerSecond);
        var fast = batch / (1.04 * imagesPerSecond);
        result.Add(new BenchTimes([fast / 2, fast, batch / imagesPerSecond, slow, 2 * slow], batch, Gflops: 1, memory, ProcessorSeconds: 1));
        return result;
    }

    public static XElement Draw(params BenchResult[] results) => Draw(Request, results);

    /// <summary>Drawn, written out and read again: well-formed, that is.</summary>
    public static XElement Draw(BenchRequest request, params BenchResult[] results) =>
        XElement.Parse(BenchPlot.Draw(request, results, "Abacus 3000, 2 cores").ToString());
}
