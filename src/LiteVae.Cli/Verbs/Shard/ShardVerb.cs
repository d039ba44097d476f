using System.Globalization;
using System.Text.Json.Nodes;
using LiteVae.Cli.Progress;
using LiteVae.Data;
using LiteVae.Data.Sharding;

namespace LiteVae.Cli.Verbs.Shard;

/// <summary>Puts images into tars.</summary>
internal sealed class ShardVerb(Session session)
{
    public int Run(string data, string output, ShardingOptions options, bool json)
    {
        using var images = ImageSources.OpenStored(data);
        foreach (var skipped in images.Skipped.Named)
            session.Terminal.Warning($"{skipped.Path}: {skipped.Reason}");
        session.OnStopSay("stopping; finished tars are kept");
        var sharder = new ImageSharder(images, options);
        sharder.Skipped += (name, reason) => session.Terminal.Error($"{name}: {reason}");
        ShardingResult result;
        try
        {
            using var progress = session.Terminal.StartProgress(images.Count!.Value);
            result = sharder.Write(output, new Display(progress, images.Count!.Value), session.CancellationToken);
        }
        catch (OperationCanceledException)
        {
            session.Terminal.Message("stopped; finished tars were kept, and the one under way was dropped");
            return ExitCode.Interrupted;
        }
        if (json)
            session.Terminal.Result(Json(result));
        else
            session.Terminal.Result(string.Create(CultureInfo.InvariantCulture, $"{result.Shards[0]}{(result.Shards.Count > 1 ? $" to {Path.GetFileName(result.Shards[^1])}" : "")}: {result.Samples} {(result.Samples == 1 ? "image" : "images")} in {result.Shards.Count} {(result.Shards.Count == 1 ? "tar" : "tars")}, {result.Bytes / 1e6:0.0} MB{(result.Classes.Count > 0 ? $", {result.Classes.Count} classes" : "")}"));
        if (result.Skipped > 0)
            session.Terminal.Message($"{result.Skipped} of {result.Skipped + result.Samples} images are not in the tars");
        return result.Skipped > 0 ? ExitCode.Failed : ExitCode.Done;
    }

    private static JsonObject Json(ShardingResult result) => new()
    {
        ["shards"] = new JsonArray([.. result.Shards.Select(s => (JsonNode)s)]),
        ["images"] = result.Samples,
        ["bytes"] = result.Bytes,
        ["classes"] = result.Classes.Count,
        ["skipped"] = result.Skipped,
    };

    private sealed class Display(IProgressDisplay display, long total) : IProgress<ShardingProgress>
    {
        private readonly Estimate _estimate = new();

        public void Report(ShardingProgress value) =>
            display.Report(value.Images, string.Create(CultureInfo.InvariantCulture, $"{value.Shards} tars, {value.Bytes / 1e6:0} MB, {_estimate.Describe(value.Images, total)}"));
    }
}
