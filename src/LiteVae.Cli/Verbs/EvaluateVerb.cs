using System.Text.Json.Nodes;
using LiteVae.Cli.Progress;
using LiteVae.Configuration;
using LiteVae.Data;
using LiteVae.Evaluation;
using LiteVae.Evaluation.Baselines;
using Spectre.Console;
using static TorchSharp.torch;

namespace LiteVae.Cli.Verbs;

internal sealed record EvaluateRequest
{
    public required IReadOnlyList<string> Models { get; init; }

    public required string Data { get; init; }

    public required IReadOnlyList<string> Metrics { get; init; }

    public int? Resolution { get; init; }

    public long? Limit { get; init; }

    public bool Codecs { get; init; }

    public long Seed { get; init; }

    public required Compute Compute { get; init; }

    public bool Json { get; init; }
}

/// <summary>Measures models on images.</summary>
internal sealed class EvaluateVerb(Session session)
{
    private const int ProceduralSize = 256;

    public int Run(EvaluateRequest request)
    {
        CheckMetrics(request.Metrics);
        if (request.Data == ImageSources.Procedural && request.Limit is null)
            throw new ConfigException("--data procedural", "has no end: say how many images to take with --limit");
        string[] paths = [.. request.Models.Select(ModelLocation.Find)]; // a wrong one is found before the first is measured
        using var source = ImageSources.Open(request.Data, (ulong)request.Seed, request.Resolution ?? ProceduralSize);
        var device = request.Compute.Prepare();
        session.OnStopSay("stopping after this batch, with the figures so far");

        var results = new List<(string Model, ReconstructionResult Result)>();
        for (var i = 0; i < paths.Length && !session.Stop.IsCancellationRequested; i++)
        {
            using var model = Checkpoints.ModelFile.Load(paths[i], device);
            results.Add((request.Models[i], Evaluate(images => model.call(images.to(device)), model.DownsamplingFactor, source, request)));
        }
        foreach (var (name, codec) in request.Codecs ? Codecs() : [])
        {
            if (!session.Stop.IsCancellationRequested)
                results.Add((name, Evaluate(codec, 8, source, request)));
        }
        foreach (var skipped in source.Skipped.Named)
            session.Terminal.Warning($"skipped {skipped.Path}: {skipped.Reason}");
        if (request.Json)
            session.Terminal.Result(ToJson(results));
        else
            Print(results, request.Metrics);
        return session.Stop.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Done;
    }

    private static void CheckMetrics(IReadOnlyList<string> metrics)
    {
        var known = ReconstructionEvaluator.MetricNames;
        ConfigProblem[] problems = [.. metrics.Where(m => !known.Contains(m)).Select(m => new ConfigProblem("", $"\"{m}\" is not known{NearestName.Suggest(m, [.. known])}"))];
        if (problems.Length > 0)
            throw new ConfigException("--metrics", problems);
        if (metrics.Count == 0)
            throw new ConfigException("--metrics", $"expected at least one of {string.Join(", ", known)}");
    }

    private static (string Name, Func<Tensor, Tensor> Codec)[] Codecs()
    {
        var (downscale, lowpass, bands) = (new DownscaleCodec(), new HaarCodec(keepDetails: false), new HaarCodec(keepDetails: true));
        return
        [
            ($"bicubic, reduced by 8 ({downscale.NumbersPerPosition} per 8x8)", downscale.Reconstruct),
            ($"Haar level 3, low-pass ({lowpass.NumbersPerPosition} per 8x8)", lowpass.Reconstruct),
            ($"Haar level 3, all bands ({bands.NumbersPerPosition} per 8x8)", bands.Reconstruct),
        ];
    }

    private ReconstructionResult Evaluate(Func<Tensor, Tensor> reconstruct, int factor, IImageSource source, EvaluateRequest request)
    {
        var options = new EvaluationOptions { Resolution = request.Resolution, Limit = request.Limit, Metrics = request.Metrics };
        using var display = session.Terminal.StartProgress(Math.Min(request.Limit ?? long.MaxValue, source.Count ?? long.MaxValue));
        var estimate = new Estimate();
        return ReconstructionEvaluator.Evaluate(
            reconstruct, factor, source, options, p => display.Report(p.Done, estimate.Describe(p.Done, p.Total ?? p.Done)), session.Stop);
    }

    private static JsonObject ToJson(IEnumerable<(string Model, ReconstructionResult Result)> results) => new()
    {
        ["models"] = new JsonArray([.. results.Select(r =>
        {
            var model = new JsonObject
            {
                ["model"] = r.Model,
                ["images"] = r.Result.Images,
                ["metrics"] = Numbers.ToJson(r.Result.Metrics),
                ["skipped"] = r.Result.Skipped,
            };
            if (r.Result.Partial)
                model["partial"] = true;
            return model;
        })]),
    };

    private void Print(IEnumerable<(string Model, ReconstructionResult Result)> results, IReadOnlyList<string> metrics)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("model").AddColumn(new TableColumn("images").RightAligned());
        foreach (var metric in metrics)
            table.AddColumn(new TableColumn(metric == "psnr" ? "psnr (dB)" : metric).RightAligned());
        foreach (var (model, result) in results)
        {
            string[] cells =
            [
                model,
                $"{result.Images}{(result.Partial ? " (stopped early)" : "")}",
                .. metrics.Select(m => result.Metrics.TryGetValue(m, out var value) ? value.ToString(m == "psnr" ? "0.00" : "0.0000") : "-"),
            ];
            table.AddRow([.. cells.Select(c => new Text(c))]);
        }
        session.Terminal.Results.Write(table);
    }
}
