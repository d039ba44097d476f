using System.Text.Json.Nodes;

namespace LiteVae.Cli.Verbs.Bench;

/// <summary>A case and what all of its processes measured.</summary>
internal sealed class BenchResult(BenchCase work)
{
    private readonly List<double> _seconds = [];
    private double _peakMemory;
    private double _gflops;
    private double _processorSeconds;
    private int _images = 1;

    public BenchCase Case { get; } = work;

    public void Add(BenchTimes times)
    {
        _seconds.AddRange(times.Seconds);
        _processorSeconds += times.ProcessorSeconds;
        _peakMemory = Math.Max(_peakMemory, times.PeakMemoryMiB);
        (_gflops, _images) = (times.Gflops, times.Images);
    }

    public double ImagesPerSecond => _images / Quantile(0.5);

    /// <summary>Images per second in the slower and the faster quartile of calls.</summary>
    public (double Slow, double Fast) Quartiles => (_images / Quantile(0.75), _images / Quantile(0.25));

    /// <summary>GFLOP/s; null where operations mean nothing.</summary>
    public double? Gflops => _gflops == 0 ? null : _gflops / Quantile(0.5);

    public double PeakMemoryMiB => _peakMemory;

    /// <summary>Half the distance between the quartiles of the time, as a share of its median.</summary>
    public double Spread => (Quantile(0.75) - Quantile(0.25)) / 2 / Quantile(0.5);

    /// <summary>Images per second over the plain engine's for the same work; null where that was not measured.</summary>
    public double? AgainstPlain(IEnumerable<BenchResult> run) =>
        ImagesPerSecond / run.FirstOrDefault(r => r.Case.Engine == "plain" && r.Case.Preset == Case.Preset && r.Case.Batch == Case.Batch)?.ImagesPerSecond;

    public JsonObject ToJson(double? peak) => new()
    {
        ["part"] = Case.Part,
        ["preset"] = Case.Preset,
        ["engine"] = Case.Engine,
        ["precision"] = Case.Precision,
        ["device"] = Case.Device,
        ["batch"] = Case.Batch,
        ["resolution"] = Case.Resolution,
        ["images_per_second"] = ImagesPerSecond,
        ["steps_per_second"] = Case.Part == "diffusion" ? 1 / Quantile(0.5) : null,
        ["spread"] = Spread,
        ["gflops"] = Gflops,
        ["peak_fraction"] = Gflops / peak,
        ["peak_memory_mib"] = PeakMemoryMiB,
        ["processor_seconds"] = _processorSeconds / _seconds.Count,
        ["calls"] = _seconds.Count,
    };

    private double Quantile(double share)
    {
        var sorted = _seconds.Order().ToArray();
        return sorted[(int)Math.Round(share * (sorted.Length - 1))];
    }
}
