using System.Text.Json.Nodes;
using LiteVae.Cli.Shared;
using LiteVae.Codec;
using LiteVae.Codec.Configuration;
using LiteVae.Data;
using LiteVae.Distributed;
using LiteVae.Pictures;

namespace LiteVae.Cli.Verbs.Encode;

/// <summary>Writes the posteriors of images into one safetensors file.</summary>
internal sealed class EncodeVerb(Session session)
{
    // All latents of one file are held in memory until it is written, and its header names each image.
    private const int MaxImages = 100_000;

    public int Run(EncodeRequest request)
    {
        if (request.Shards is { } shards)
            return new ShardedEncoding(session).Run(request, shards);
        session.Ranks.Together(() =>
        {
            if (session.Ranks.Size > 1)
                throw new ConfigException("--shards", "is missing: one file of latents is written by one process, and ranks share the work of a data set of several");
        });
        var inputs = InputImages.Expand(request.Images);
        if (inputs.Count > MaxImages)
            throw new ConfigException("inputs", $"{inputs.Count} images are too many for one file of latents, which holds {MaxImages}; write several with --shards");
        InputImages.RefuseOverwriting(inputs, [request.Output]);
        using var codec = CodecLoader.Load(session, request.Model, request.Codec, request.Compute);

        if (request.Scaled && codec.Scale is null)
            throw new ConfigException("--scaled", $"{request.Model} has no latent_mean and latent_std; measure them with: litevae evaluate --metrics latents --save-stats");

        var latents = new List<(string Name, Latents Latents)>();
        var exit = ImageLoop.Run(session, inputs.Count, i => inputs[i].Path, i =>
        {
            var image = ImageFile.Load(inputs[i].Path);
            CodecLoader.SayIfApproximate(session, codec, image, decodes: false);
            var posterior = codec.Encode(image.AsPicture(), null, session.CancellationToken);
            latents.Add((inputs[i].Name, request.Scaled ? posterior.Normalized() : posterior));
        });
        if (exit == ExitCode.Interrupted)
        {
            session.Terminal.Message("nothing was written: a part would look like the whole; with --shards, what is finished is kept");
            return exit;
        }
        if (latents.Count == 0)
            throw new DatasetException("Not one image could be encoded; nothing was written.");
        OutputPath.Write(request.Output, () => LatentsFile.Write(request.Output, latents));

        var form = request.Scaled ? "normalized" : "raw";
        if (request.Json)
            session.Terminal.Result(new JsonObject { ["output"] = request.Output, ["images"] = latents.Count, ["latents"] = form });
        else
            session.Terminal.Result($"{request.Output}: {latents.Count} {(latents.Count == 1 ? "image" : "images")}, {form} latents of {codec.Config.LatentChannels} channels");
        return exit;
    }
}
