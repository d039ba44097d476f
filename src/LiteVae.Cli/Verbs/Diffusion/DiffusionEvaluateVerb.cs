using LiteVae.Cli.Progress;
using LiteVae.Cli.Verbs.Evaluate;
using LiteVae.Codec.Diffusion;
using LiteVae.Diffusion;
using LiteVae.Evaluation.Generation;
using LiteVae.Evaluation.Inception;
using static System.FormattableString;

namespace LiteVae.Cli.Verbs.Diffusion;

internal sealed record DiffusionEvaluateRequest
{
    public required SamplingRequest Sampling { get; init; }

    public string? Data { get; init; }

    public required int Samples { get; init; }

    public long? Limit { get; init; }

    public required IReadOnlyList<string> Metrics { get; init; }

    public FidConvention FidConvention { get; init; }

    public bool Json { get; init; }
}

/// <summary>Judges the samples of a diffusion model.</summary>
internal sealed class DiffusionEvaluateVerb(Session session)
{
    public int Run(DiffusionEvaluateRequest request)
    {
        GenerationMetrics.Check(request.Metrics, "--metrics");
        var sampling = request.Sampling;
        var device = sampling.Compute.Prepare();
        using var pipeline = sampling.Open();
        var options = new DiffusionEvaluationOptions
        {
            Data = request.Data,
            Seed = sampling.Seed,
            Generation = sampling.OptionsFor(pipeline.Model.Config),
            Evaluation = new GenerationEvaluationOptions
            {
                Samples = request.Samples,
                Limit = request.Limit,
                BatchSize = sampling.Batch,
                Metrics = request.Metrics,
                FidConvention = request.FidConvention,
                Seed = (ulong)sampling.Seed,
                Device = device,
            },
        };
        session.OnStopSay("stopping, with the figures of the samples so far");
        GenerationResult result;
        using (var display = session.Terminal.StartProgress(request.Samples + (request.Limit ?? request.Samples)))
        {
            var estimate = new Estimate();
            result = DiffusionEvaluator.Evaluate(pipeline, options, p => display.Report(p.Done, estimate.Describe(p.Done, p.Total ?? p.Done)), session.CancellationToken);
        }
        foreach (var warning in result.Warnings)
            session.Terminal.Warning(warning);
        if (result.Skipped > 0)
            session.Terminal.Warning($"{result.Skipped} real images could not be read");
        var settings = Settings(request, options.Generation, result);
        if (request.Json)
            session.Terminal.Result(GenerationJson.Of(request.Sampling.Model, result, settings));
        else
            GenerationTable.Print(request.Sampling.Model, result, settings, session.Terminal);
        return result.Partial ? ExitCode.Interrupted : ExitCode.Done;
    }

    private static EvaluationSettings Settings(DiffusionEvaluateRequest request, GenerationOptions generation, GenerationResult result)
    {
        var sampling = request.Sampling;
        List<KeyValuePair<string, string>> rows =
        [
            new("data", result.Data),
            new("sampler", SamplingOptions.NameOf(generation.Sampler.Kind)),
            new("steps", $"{sampling.Steps}"),
            new("eta", Invariant($"{sampling.Eta}")),
            new("guidance", Invariant($"{sampling.Guidance}")),
        ];
        if (sampling.Class is { } name)
            rows.Add(new("class", name));
        if (!request.Metrics.All(GenerationMetrics.IsRandom))
            rows.Add(new("fid_resize", EvaluationSettings.FidConventions.First(c => c.Value == request.FidConvention).Key));
        rows.Add(new("seed", $"{sampling.Seed}"));
        rows.Add(new("device", sampling.Compute.Device));
        return new EvaluationSettings(rows);
    }
}
