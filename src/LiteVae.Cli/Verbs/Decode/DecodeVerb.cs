using System.Text.Json.Nodes;
using LiteVae.Cli.Shared;
using LiteVae.Codec;
using LiteVae.Codec.Models.Files;
using LiteVae.Codec.Pixels;
using LiteVae.Data;
using LiteVae.Inference;
using LiteVae.Pictures;

namespace LiteVae.Cli.Verbs.Decode;

internal sealed record DecodeRequest(string Latents, string Model, string Output, Compute Compute, CodecOptions Codec, bool Json);

/// <summary>Decodes the means of a file of latents.</summary>
internal sealed class DecodeVerb(Session session)
{
    public int Run(DecodeRequest request)
    {
        using var file = LatentsFile.Open(request.Latents);
        var latents = file.Entries;
        // A name comes from a file: it must not lead out of the output folder.
        var names = InputImages.OutputNames([.. latents.Select(l => WithinFolder(l.Name, file.Path))], name => [$"{name}.png"]);
        using var codec = CodecLoader.Load(session, request.Model, request.Codec, request.Compute);
        if (file.IsNormalized && codec.Scale is null)
            throw new CheckpointException($"{file.Path}: its latents are normalized, and {request.Model} has no latent_mean and latent_std to undo that.");
        foreach (var latent in latents)
            Check(latent, file, codec);
        OutputPath.CreateFolder(request.Output);

        var written = new JsonArray();
        var lines = new List<string>(); // shown at the end: not into the progress bar
        var exit = ImageLoop.Run(session, latents.Count, i => $"{file.Path}: {latents[i].Name}", i =>
        {
            var path = Path.Combine(request.Output, $"{names[i]}.png");
            var image = Decode(codec, file, latents[i]);
            OutputPath.Write(path, () => ImageFile.Save(path, image));
            written.Add(path);
            lines.Add($"{path}: {image.Width}x{image.Height}");
        });
        if (request.Json)
            session.Terminal.Result(new JsonObject { ["images"] = written });
        else
            lines.ForEach(session.Terminal.Result);
        return exit;
    }

    private static string WithinFolder(string name, string file)
    {
        var normal = name.Replace('\\', '/');
        return Path.IsPathRooted(normal) || normal.Contains(':') || normal.Split('/').Any(p => p is ".." or "." or "") || normal.Contains('\0')
            ? throw new CheckpointException($"{file}: the name \"{name}\" in its metadata is not one that could be written to below the output folder.")
            : normal;
    }

    private static void Check(LatentsEntry latent, LatentsFile file, LatentCodec model)
    {
        if (latent.Channels != model.Config.LatentChannels)
            throw new CheckpointException($"{file.Path}: its latents have {latent.Channels} channels; this model's have {model.Config.LatentChannels}.");
        var (height, width) = ((long)latent.Height * model.DownsamplingFactor, (long)latent.Width * model.DownsamplingFactor);
        if (latent.Height == 0 || latent.Width == 0 || latent.PictureSize is { } size && (size.Width > width || size.Height > height))
        {
            throw new CheckpointException(
                $"{file.Path}: {latent.Name} is said to be {latent.PictureSize?.Width}x{latent.PictureSize?.Height}, "
                + $"but its latent [{latent.Channels},{latent.Height},{latent.Width}] decodes to {width}x{height}.");
        }
    }

    private RgbImage Decode(LatentCodec codec, LatentsFile file, LatentsEntry latent) =>
        codec.Decode(file.Read(latent, codec.DownsamplingFactor), PixelFormat.Rgb24, null, session.CancellationToken).ToRgbImage();
}
