using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using LiteVae.Cli.Progress;
using LiteVae.Codec.Configuration;
using LiteVae.Data;
using LiteVae.Pictures;

namespace LiteVae.Cli.Verbs.Diffusion;

internal sealed record DiffusionSampleRequest
{
    public required SamplingRequest Sampling { get; init; }

    public required string Output { get; init; }

    public required int Count { get; init; }

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
        var sampling = request.Sampling;
        using var pipeline = sampling.Open();
        var options = sampling.OptionsFor(pipeline.Model.Config);

        session.OnStopSay("stopping; finished pictures are kept");
        var clock = Stopwatch.StartNew();
        var (written, shown) = (new List<string>(), new List<RgbImage>());
        var interrupted = false;
        using (var progress = session.Terminal.StartProgress((long)request.Count * sampling.Steps))
        {
            var estimate = new Estimate("steps");
            try
            {
                for (var first = 0; first < request.Count; first += sampling.Batch)
                {
                    var count = Math.Min(sampling.Batch, request.Count - first);
                    var done = (long)first * sampling.Steps;
                    var pictures = pipeline.Sample(
                        sampling.Seed, first, count, options,
                        step => progress.Report(done + (long)step.Index * count, estimate.Describe(done + (long)step.Index * count, (long)request.Count * sampling.Steps)), session.CancellationToken);
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
                ["steps"] = sampling.Steps,
                ["seconds"] = Math.Round(clock.Elapsed.TotalSeconds, 3),
            });
        }
        else
        {
            session.Terminal.Result($"{request.Output}: {written.Count} {(written.Count == 1 ? "picture" : "pictures")} in {Estimate.Duration(clock.Elapsed)}{(interrupted ? $", of {request.Count} asked for" : "")}");
        }
        return interrupted ? ExitCode.Interrupted : ExitCode.Done;
    }
}
