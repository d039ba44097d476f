using LiteVae.Checkpoints;
using LiteVae.Cli.Progress;
using LiteVae.Cli.Shared;
using LiteVae.Codec.Configuration;
using LiteVae.Codec.Models;
using LiteVae.Data;
using LiteVae.Distributed;
using LiteVae.Evaluation;
using LiteVae.Evaluation.Report;
using LiteVae.Runs.Folders;
using LiteVae.Runtime;
using static TorchSharp.torch;

namespace LiteVae.Cli.Verbs.Evaluate;

/// <summary>Measures models on images, or images against others.</summary>
internal sealed class EvaluateVerb(Session session)
{
    private const int ProceduralSize = 256;

    public int Run(EvaluateRequest request)
    {
        session.Ranks.Together(() =>
        {
            MetricInfo.Check(request.Metrics, "--metrics");
            EvaluationModels.CheckStatistics(request);
            if (request.Data == ImageSources.Procedural && request.Limit is null)
                throw new ConfigException("--data procedural", "has no end: say how many images to take with --limit");
            if (request.Images is not null && session.Ranks.Size > 1)
                throw new ConfigException("--images", "two folders are compared by one process; start it alone");
        });
        return request.Images is null ? Models(request) : Folders(request);
    }

    private int Models(EvaluateRequest request)
    {
        var ranks = session.Ranks;
        using var source = ranks.FirstThenOthers(() => Open(request.Data!, request));
        var device = ranks.Together(() => request.Compute.Prepare(ranks));
        using var models = ranks.Together(() => new EvaluationModels(request, device));
        session.OnStopSay("stopping after this batch, with the figures so far");

        List<EvaluationPass> passes = [];
        var isStopped = false;
        using (var display = session.Terminal.StartProgress(request.Resolutions.Count * Count(source, request)))
        {
            var estimate = new Estimate();
            foreach (var resolution in request.Resolutions.TakeWhile(_ => !(isStopped = ranks.Any(session.CancellationToken.IsCancellationRequested))))
            {
                var before = passes.Count * Count(source, request);
                var folder = request.Output is null ? null : ranks.Together(() =>
                    new ReconstructionFolder(request.Output, models.Candidates, source, Count(source, request), request.Resolutions.Count > 1 ? resolution : null));
                var results = ReconstructionEvaluator.Evaluate(
                    models.Candidates, source, Options(request, resolution, device),
                    p => display.Report(before + p.Done, estimate.Describe(before + p.Done, request.Resolutions.Count * p.Total ?? p.Done)),
                    folder is null ? null : folder.Write, ranks, session.CancellationToken);
                if (session.IsFirst) // which has the results of all
                    passes.Add(EvaluationPass.Of(results));
            }
        }
        isStopped |= ranks.Any(session.CancellationToken.IsCancellationRequested);
        if (passes.Count == 0)
            return isStopped ? ExitCode.Interrupted : ExitCode.Done; // before the first image, or on a rank that tells nothing
        Show(request, passes, source, models);
        if (request.SaveStatistics)
            SaveStatistics(request, passes[0]);
        return isStopped ? ExitCode.Interrupted : ExitCode.Done;
    }

    private int Folders(EvaluateRequest request)
    {
        using var images = Open(request.Images!, request);
        using var reference = Open(request.Reference!, request);
        var device = request.Compute.Prepare();
        session.OnStopSay("stopping after this batch, with the figures so far");
        List<EvaluationPass> passes = [];
        foreach (var resolution in request.Resolutions.TakeWhile(_ => !session.CancellationToken.IsCancellationRequested))
        {
            using var display = session.Terminal.StartProgress(Count(images, request) + Count(reference, request));
            var estimate = new Estimate();
            passes.Add(EvaluationPass.Of([FolderComparison.Evaluate(
                request.Images!, images, reference, Options(request, resolution, device),
                p => display.Report(p.Done, estimate.Describe(p.Done, p.Total ?? p.Done)), session.CancellationToken)]));
        }
        if (passes.Count == 0)
            return ExitCode.Interrupted;
        WarnOfSkipped(images);
        Show(request, passes, reference, models: null);
        return session.CancellationToken.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Done;
    }

    private void Show(EvaluateRequest request, List<EvaluationPass> passes, IImageSource source, EvaluationModels? models)
    {
        WarnOfSkipped(source);
        foreach (var warning in passes.SelectMany(p => p.Results).SelectMany(r => r.Warnings.Select(w => passes[0].Results.Count > 1 ? $"{r.Name}: {w}" : w)).Distinct())
            session.Terminal.Warning(warning);
        var settings = EvaluationSettings.Of(request, models?.Precision);
        double? peak = request.Cost ? ProcessMemory.PeakMiB : null;
        if (request.Csv is { } csv)
            OutputPath.WriteText(csv, EvaluationCsv.Of(passes, source));
        if (request.Report is { } report)
            WriteReport(report, request, passes, source, models, settings, peak);
        if (request.Json)
            session.Terminal.Result(EvaluationJson.Of(passes, settings, models?.Costs ?? [], peak));
        else
            EvaluationTable.Print(passes, settings, models?.Costs ?? [], peak, session.Terminal);
    }

    private void WriteReport(
        string path, EvaluateRequest request, List<EvaluationPass> passes, IImageSource source, EvaluationModels? models, EvaluationSettings settings, double? peak)
    {
        var options = Options(request, passes[^1].Results[0].Resolution, CPU);
        var examples = models is null ? [] : ExampleImage.Of(models.Candidates, passes[^1].Results, source, options);
        var html = EvaluationReport.Render(new EvaluationReportData
        {
            Passes = passes,
            Data = source.Description,
            Settings = settings.Rows,
            Examples = examples,
            Costs = models?.Costs ?? [],
            PeakMemoryMiB = peak,
            Written = DateTimeOffset.UtcNow,
        });
        OutputPath.WriteText(path, html);
        session.Terminal.Message($"report: {path}");
    }

    private void SaveStatistics(EvaluateRequest request, EvaluationPass pass)
    {
        for (var i = 0; i < request.Models.Count; i++)
        {
            var path = ModelLocation.Find(request.Models[i].Path);
            if (pass.Results[i].Partial)
            {
                session.Terminal.Warning($"{path}: statistics were not saved, as the evaluation was stopped early");
                continue;
            }
            ModelFile.SaveStatistics(path, Scale(pass.Results[i]));
            session.Terminal.Message($"{path}: latent_mean and latent_std written");
        }
    }

    private static LatentScale Scale(ReconstructionResult result)
    {
        try
        {
            return result.Latents!.Scale();
        }
        catch (InvalidOperationException e)
        {
            throw new DatasetException($"{result.Name}: no statistics were saved: {e.Message}", e);
        }
    }

    private void WarnOfSkipped(IImageSource source)
    {
        foreach (var skipped in source.Skipped.Named)
            session.Terminal.Warning($"skipped {skipped.Path}: {skipped.Reason}");
    }

    private static IImageSource Open(string path, EvaluateRequest request) =>
        ImageSources.Open(path, (ulong)request.Seed, request.Resolutions.Max() ?? ProceduralSize);

    private static long Count(IImageSource source, EvaluateRequest request) => Math.Min(request.Limit ?? long.MaxValue, source.Count ?? long.MaxValue);

    private static EvaluationOptions Options(EvaluateRequest request, int? resolution, Device device) => new()
    {
        Resolution = resolution,
        Limit = request.Limit,
        BatchSize = request.BatchSize,
        Metrics = request.SaveStatistics && !request.Metrics.Contains("latents") ? [.. request.Metrics, "latents"] : request.Metrics,
        LpipsNetwork = request.LpipsNetwork,
        FidConvention = request.FidConvention,
        FeatureMaps = request.FeatureMaps,
        Seed = (ulong)request.Seed,
        Device = device,
    };
}
