using System.Text.Json.Nodes;
using LiteVae.Cli.Shared;
using LiteVae.Codec;
using LiteVae.Data;
using LiteVae.Inference;
using LiteVae.Pictures;

namespace LiteVae.Cli.Verbs.Encode;

internal sealed record EncodeRequest(IReadOnlyList<string> Images, string Model, string Output, Compute Compute, CodecOptions Codec, bool Json);

/// <summary>Writes the posteriors of images into one safetensors file.</summary>
internal sealed class EncodeVerb(Session session)
{
    public int Run(EncodeRequest request)
    {
        var inputs = InputImages.Expand(request.Images);
        InputImages.RefuseOverwriting(inputs, [request.Output]);
        using var codec = CodecLoader.Load(session, request.Model, request.Codec, request.Compute);

        var latents = new List<(string Name, Latents Latents)>();
        var exit = ImageLoop.Run(session, inputs.Count, i => inputs[i].Path, i =>
        {
            var image = ImageFile.Load(inputs[i].Path);
            CodecLoader.SayIfApproximate(session, codec, image, decodes: false);
            latents.Add((inputs[i].Name, codec.Encode(image.AsPicture(), null, session.CancellationToken)));
        });
        if (exit == ExitCode.Interrupted)
            return exit; // a part would look like the whole
        if (latents.Count == 0)
            throw new DatasetException("Not one image could be encoded; nothing was written.");
        OutputPath.Write(request.Output, () => LatentsFile.Write(request.Output, latents));

        if (request.Json)
            session.Terminal.Result(new JsonObject { ["output"] = request.Output, ["images"] = latents.Count });
        else
            session.Terminal.Result($"{request.Output}: {latents.Count} {(latents.Count == 1 ? "image" : "images")}, latents of {codec.Config.LatentChannels} channels");
        return exit;
    }
}
