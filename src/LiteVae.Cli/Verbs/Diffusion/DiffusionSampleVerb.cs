using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using LiteVae.Cli.Progress;
using LiteVae.Cli.Shared;
using LiteVae.Codec.Configuration;
using LiteVae.Codec.Diffusion;
using LiteVae.Codec.Diffusion.Samplers;
using LiteVae.Data;
using LiteVae.Diffusion;
using LiteVae.Pictures;

namespace LiteVae.Cli.Verbs.Diffusion;

internal sealed record DiffusionSampleRequest
{
    public required string Model { get; init; }

    public required string Output { get; init; }

    public required int Count { get; init; }

    public required long Seed { get; init; }

    public SamplerKind? Sampler { get; init; }

    public required int Steps { get; init; }

    public double Eta { get; init; }

    public string? Class { get; init; }

    public double Guidance { get; init; } = 1;

    public string? FirstStage { get; init; }

    public bool AnyFirstStage { get; init; }

    public required int Batch { get; init; }

    public required Compute Compute { get; init; }

    public bool Json { get; init; }
}

/// <summary>Draws samples from a diffusion model into a folder of pictures.</summary>
internal sealed class DiffusionSampleVerb(Session session)
{
    // A grid of more pictures than this is too large to look at.
    private const int MaxGrid = 64;

    public int Run(DiffusionSampleRequest request)
    {
        if (File.Exists(request.Output))
            throw new ConfigException("--output", $"{request.Output} must be a folder; it is a file");
        using var pipeline = DiffusionPipeline.Load(request.Model, new DiffusionPipelineOptions
        {
            FirstStage = request.FirstStage,
            AnyFirstStage = request.AnyFirstStage,
            Device = request.Compute.Device == "cpu" ? null : request.Compute.Prepare(),
        });
        request.Compute.SetThreads();
        var config = pipeline.Model.Config;
        var options = new GenerationOptions
        {
            Sampler = new SamplerOptions { Kind = request.Sampler ?? (config.Prediction == Prediction.Velocity ? SamplerKind.Heun : SamplerKind.Ddim), Steps = request.Steps, Eta = request.Eta },
            Class = request.Class is { } name ? ClassOf(name, config.Classes) : null,
            Guidance = request.Guidance,
        };

        session.OnStopSay("stopping; finished pictures are kept");
        var clock = Stopwatch.StartNew();
        var (written, shown) = (new List<string>(), new List<RgbImage>());
        var interrupted = false;
        using (var progress = session.Terminal.StartProgress((long)request.Count * request.Steps))
        {
            var estimate = new Estimate("steps");
            try
            {
                for (var first = 0; first < request.Count; first += request.Batch)
                {
                    var count = Math.Min(request.Batch, request.Count - first);
                    var done = (long)first * request.Steps;
                    var pictures = pipeline.Sample(
                        request.Seed, first, count, options,
                        step => progress.Report(done + (long)step.Index * count, estimate.Describe(done + (long)step.Index * count, (long)request.Count * request.Steps)), session.CancellationToken);
                    for (var i = 0; i < count; i++)
                    {
                        var path = Path.Combine(request.Output, string.Create(CultureInfo.InvariantCulture, $"{first + i:00000}.png"));
                        ImageFile.Save(path, pictures[i]);
                        written.Add(path);
                        if (shown.Count < MaxGrid)
                            shown.Add(pictures[i]);
                    }
                }
            }
            catch (OperationCanceledException) when (session.CancellationToken.IsCancellationRequested)
            {
                interrupted = true;
            }
        }
        if (shown.Count > 1)
            ImageFile.Save(Path.Combine(request.Output, "grid.png"), PictureGrid.Draw(shown));
        if (request.Json)
        {
            session.Terminal.Result(new JsonObject
            {
                ["images"] = new JsonArray([.. written.Select(w => (JsonNode)w)]),
                ["steps"] = request.Steps,
                ["seconds"] = Math.Round(clock.Elapsed.TotalSeconds, 3),
            });
        }
        else
        {
            session.Terminal.Result($"{request.Output}: {written.Count} {(written.Count == 1 ? "picture" : "pictures")} in {Estimate.Duration(clock.Elapsed)}{(interrupted ? $", of {request.Count} asked for" : "")}");
        }
        return interrupted ? ExitCode.Interrupted : ExitCode.Done;
    }

    private static int ClassOf(string name, IReadOnlyList<string> classes)
    {
        for (var i = 0; i < classes.Count; i++)
        {
            if (classes[i] == name)
                return i;
        }
        return int.TryParse(name, CultureInfo.InvariantCulture, out var number) && number >= 0 && number < classes.Count
            ? number
            : throw new ConfigException("--class", classes.Count == 0
                ? "this model was trained without classes"
                : $"\"{name}\" is no class of this model; it has {string.Join(", ", classes.Take(20))}{(classes.Count > 20 ? ", …" : "")}");
    }
}
