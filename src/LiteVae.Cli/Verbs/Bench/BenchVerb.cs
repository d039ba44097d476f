using System.Text.Json.Nodes;
using LiteVae.Cli.Shared;
using LiteVae.Cli.Verbs.Bench.Plot;
using LiteVae.Codec.Diffusion.Denoisers;
using LiteVae.Codec.Models;
using LiteVae.Data;
using LiteVae.Runtime;

namespace LiteVae.Cli.Verbs.Bench;

internal sealed record BenchRequest
{
    public required string Part { get; init; }

    public required IReadOnlyList<string> Presets { get; init; }

    public required IReadOnlyList<int> Batches { get; init; }

    public required IReadOnlyList<string> Precisions { get; init; }

    public int Resolution { get; init; }

    public int Repetitions { get; init; }

    public double Seconds { get; init; }

    public int? Threads { get; init; }

    /// <summary>Where models compute: cpu, cuda, cuda:N or mps.</summary>
    public string Device { get; init; } = "cpu";

    public string? Data { get; init; }

    /// <summary>The number of images that are made for "data", to compare files with tars; null: none.</summary>
    public int? Images { get; init; }

    public bool Json { get; init; }

    /// <summary>An SVG file to write; null for none.</summary>
    public string? Plot { get; init; }
}

/// <summary>Measures speed and memory, every case in fresh processes, in turns, so that what else the machine does meets all alike.</summary>
internal sealed class BenchVerb(Session session)
{
    public int Run(BenchRequest request)
    {
        foreach (var preset in request.Presets)
            CheckPreset(request.Part, preset); // a wrong one is found before anything runs
        if (request.Plot is { } file)
            OutputPath.CheckFile(file);
        if (request.Device != "cpu")
            _ = new Compute(request.Device, null).Prepare(); // a missing one is told before anything runs
        session.OnStopSay("stopping");
        using var files = request.Images is { } images ? new BenchFiles(session, images, request.Resolution) : null;
        BenchResult[] results = [.. Cases(request, files).Select(c => new BenchResult(c with { Threads = request.Threads, Device = request.Device, Seconds = request.Seconds }))];
        using (var progress = session.Terminal.StartProgress(results.Length * request.Repetitions))
        {
            var done = 0;
            for (var round = 0; round < request.Repetitions; round++)
            {
                foreach (var result in results)
                {
                    result.Add(BenchProcess.Run(result.Case, session.CancellationToken));
                    progress.Report(++done, result.Case.Label);
                }
            }
        }
        var peaks = request.Precisions.ToDictionary(p => p, p => Peak(results, p));
        if (request.Json)
            session.Terminal.Result(ToJson(results, peaks));
        else
            Print(results, peaks);
        if (request.Plot is { } plot)
            Draw(plot, request, results);
        return ExitCode.Done;
    }

    private static IEnumerable<BenchCase> Cases(BenchRequest request, BenchFiles? files)
    {
        foreach (var precision in request.Precisions)
        {
            foreach (var kernel in request.Part == "micro" ? BenchKernels.In(precision, request.Device) : BenchKernels.Peaks)
                yield return new BenchCase { Part = "micro", Preset = kernel, Engine = "fast", Precision = precision };
        }
        if (request.Part == "micro")
            yield break;
        if (request.Part == "data")
        {
            foreach (var batch in request.Batches)
            {
                var data = new BenchCase { Part = "data", Preset = request.Data ?? ImageSources.Procedural, Engine = "fast", Precision = "fp32", Batch = batch, Resolution = request.Resolution, Data = request.Data };
                if (files is null)
                {
                    yield return data;
                    continue;
                }
                yield return data with { Preset = "files", Data = files.Folder };
                yield return data with { Preset = "tars", Data = files.Tars };
            }
            yield break;
        }
        foreach (var preset in request.Presets)
        {
            foreach (var batch in request.Batches)
            {
                var plain = new BenchCase { Part = request.Part, Preset = preset, Engine = "plain", Precision = "fp32", Batch = batch, Resolution = request.Resolution };
                yield return plain;
                foreach (var precision in request.Precisions)
                    yield return plain with { Engine = "fast", Precision = precision };
            }
        }
    }

    private static void CheckPreset(string part, string preset)
    {
        if (part == "diffusion")
            _ = DenoiserPresets.Get(preset);
        else
            _ = Presets.Get(preset);
    }

    private static double Peak(BenchResult[] results, string precision) =>
        results.Where(r => r.Case.Precision == precision && BenchKernels.Peaks.Contains(r.Case.Preset)).Max(r => r.Gflops!.Value);

    private static JsonObject ToJson(BenchResult[] results, Dictionary<string, double> peaks) => new()
    {
        ["processor"] = Hardware.Processor,
        ["peak_gflops"] = new JsonObject([.. peaks.Select(p => KeyValuePair.Create<string, JsonNode?>(p.Key, p.Value))]),
        ["cases"] = new JsonArray([.. results.Select(r => r.ToJson(peaks.TryGetValue(r.Case.Precision, out var peak) ? peak : null))]),
    };

    private void Print(BenchResult[] results, Dictionary<string, double> peaks)
    {
        var terminal = session.Terminal;
        terminal.Result(results[0].Case.Device is "cpu" ? Hardware.Processor : $"{Hardware.Processor}; computing on {results[0].Case.Device}");
        terminal.Result($"{"case",-56}{"images/s",10}{"spread",9}{"GFLOP/s",10}{"of peak",9}{"MiB",8}{"against plain",15}");
        foreach (var result in results)
        {
            var fraction = peaks.TryGetValue(result.Case.Precision, out var peak) ? result.Gflops / peak : null;
            terminal.Result($"{result.Case.Label,-56}{result.ImagesPerSecond,10:0.00}{result.Spread,9:0.0%}{result.Gflops,10:0}{fraction,9:0%}{result.PeakMemoryMiB,8:0}"
                + (result.AgainstPlain(results) is { } ratio ? $"{ratio,14:0.00}x" : ""));
        }
    }

    private void Draw(string path, BenchRequest request, BenchResult[] results)
    {
        var svg = BenchPlot.Draw(request, [.. results.Where(r => r.Case.Part == request.Part)], Hardware.Processor);
        OutputPath.WriteText(path, $"{svg}\n");
        session.Terminal.Message($"plot: {path}");
    }
}
