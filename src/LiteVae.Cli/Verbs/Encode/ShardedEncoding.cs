using System.Text.Json.Nodes;
using LiteVae.Checkpoints;
using LiteVae.Cli.Progress;
using LiteVae.Cli.Shared;
using LiteVae.Codec;
using LiteVae.Codec.Configuration;
using LiteVae.Data;
using LiteVae.Distributed;
using LiteVae.Inference;
using LiteVae.Runs.Folders;

namespace LiteVae.Cli.Verbs.Encode;

/// <summary>Writes the posteriors of a folder of images or of tars, and of their mirrored copies, into numbered safetensors files with an index.</summary>
internal sealed class ShardedEncoding(Session session)
{
    public int Run(EncodeRequest request, ShardOptions shards)
    {
        var ranks = session.Ranks;
        using var images = ranks.FirstThenOthers(() => Open(request));
        foreach (var skipped in images.Skipped.Named)
            session.Terminal.Warning($"{skipped.Path}: {skipped.Reason}");
        using var codec = ranks.Together(() => CodecLoader.Load(session, request.Model, request.Codec, request.Compute));
        ranks.Together(() => CheckResolution(codec, shards.Resolution));

        session.OnStopSay("stopping; finished shards are kept");
        var count = images.Count!.Value;
        var options = new LatentSetOptions { FirstStage = ModelFile.Digest(ModelLocation.Find(request.Model)), Resolution = shards.Resolution };
        var encoder = new LatentSetEncoder(codec, images, shards.Size is { } size ? options with { ShardSize = size } : options);
        encoder.Skipped += (name, reason) => session.Terminal.Error($"{name}: {reason}");
        LatentSetResult result;
        try
        {
            using var progress = session.Terminal.StartProgress(count);
            result = encoder.Encode(request.Output, new Count(progress, count), ranks, session.CancellationToken);
        }
        catch (OperationCanceledException)
        {
            session.Terminal.Message($"stopped; finished shards are in {request.Output}, and the same command goes on from there");
            return ExitCode.Interrupted;
        }
        Report(request, result);
        return result.Missing.Count > 0 ? ExitCode.Failed : ExitCode.Done;
    }

    private static IImageSource Open(EncodeRequest request)
    {
        if (request.Images.Count != 1)
            throw new ConfigException("--shards", $"encodes one folder of images, or one set of tars; found {request.Images.Count} inputs");
        if (File.Exists(request.Output))
            throw new ConfigException("--output", $"with --shards, {request.Output} must be a folder; it is a file");
        return ImageSources.OpenStored(request.Images[0]);
    }

    // A side that is no multiple would be padded, and all latents would hold the padding.
    private static void CheckResolution(LatentCodec codec, int? resolution)
    {
        if (resolution % codec.DownsamplingFactor != 0 && resolution is not null)
            throw new ConfigException("--resolution", $"expected a multiple of the model's factor, {codec.DownsamplingFactor}; found {resolution}");
    }

    private void Report(EncodeRequest request, LatentSetResult result)
    {
        if (result.Missing.Count > 0)
            session.Terminal.Message($"{result.Missing.Count} of {result.Encoded + result.Missing.Count} images are not in the latents: {string.Join(", ", result.Missing.Take(5))}{(result.Missing.Count > 5 ? ", …" : "")}");
        if (request.Json)
        {
            session.Terminal.Result(new JsonObject
            {
                ["output"] = request.Output,
                ["images"] = result.Encoded,
                ["shards"] = result.Shards,
                ["shards_kept"] = result.ShardsKept,
                ["missing"] = new JsonArray([.. result.Missing.Select(m => (JsonNode)m)]),
            });
            return;
        }
        var kept = result.ShardsKept > 0 ? $", {result.ShardsKept} of them from an earlier run" : "";
        session.Terminal.Result($"{request.Output}: {result.Encoded} {(result.Encoded == 1 ? "image" : "images")} and their mirrored copies in {result.Shards} {(result.Shards == 1 ? "shard" : "shards")}{kept}");
    }

    private sealed class Count(IProgressDisplay display, long total) : IProgress<long>
    {
        private Estimate? _estimate;

        // The rate counts from the first report on: shards of an earlier run are told in no time.
        public void Report(long value)
        {
            _estimate ??= new Estimate(before: value);
            display.Report(value, _estimate.Describe(value, total));
        }
    }
}
