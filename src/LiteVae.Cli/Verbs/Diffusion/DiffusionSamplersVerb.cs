using System.Globalization;
using System.Text.Json.Nodes;
using LiteVae.Cli.Progress;
using LiteVae.Cli.Shared;
using LiteVae.Diffusion;

namespace LiteVae.Cli.Verbs.Diffusion;

internal sealed record DiffusionSamplersRequest
{
    public required string Model { get; init; }

    public required IReadOnlyList<int> Steps { get; init; }

    public int? ReferenceSteps { get; init; }

    public required int Count { get; init; }

    public required long Seed { get; init; }

    public string? Plot { get; init; }

    public required Compute Compute { get; init; }

    public bool Json { get; init; }
}

/// <summary>Compares samplers on one model.</summary>
internal sealed class DiffusionSamplersVerb(Session session)
{
    public int Run(DiffusionSamplersRequest request)
    {
        using var pipeline = SamplingRequest.Open(request.Model, request.Compute, new DiffusionPipelineOptions());
        session.OnStopSay("stopping");
        IReadOnlyList<SamplerDistance> results;
        var total = SamplerComparison.Predictions(pipeline, request.Steps, request.ReferenceSteps);
        using (var progress = session.Terminal.StartProgress(total))
        {
            var estimate = new Estimate("predictions");
            results = SamplerComparison.Run(
                pipeline, request.Seed, request.Count, request.Steps, request.ReferenceSteps, done => progress.Report(done, estimate.Describe(done, total)), session.CancellationToken);
        }
        if (request.Plot is { } file)
            SamplerPlot.Draw(results, request.Count).Save(file);
        if (request.Json)
        {
            session.Terminal.Result(new JsonObject
            {
                ["samples"] = request.Count,
                ["samplers"] = new JsonArray([.. results.Select(r => (JsonNode)new JsonObject
                {
                    ["sampler"] = SamplingOptions.NameOf(r.Sampler),
                    ["steps"] = r.Steps,
                    ["predictions"] = r.Predictions,
                    ["distance"] = r.Mean,
                    ["distance_std"] = r.Deviation,
                    ["seconds"] = Math.Round(r.Seconds, 3),
                })]),
            });
            return ExitCode.Done;
        }
        session.Terminal.Result($"Root mean square distance of {request.Count} normalized latents from those of {SamplingOptions.NameOf(results[0].Sampler)} with {results[0].Steps} steps:");
        session.Terminal.Result("sampler    steps  predictions  distance (std over samples)  time (s)");
        foreach (var r in results.Skip(1))
            session.Terminal.Result(string.Create(CultureInfo.InvariantCulture, $"{SamplingOptions.NameOf(r.Sampler),-9}  {r.Steps,5}  {r.Predictions,11}  {r.Mean,8:0.0000} ({r.Deviation:0.0000})            {r.Seconds,8:0.00}"));
        return ExitCode.Done;
    }
}
