using System.Text.Json.Nodes;
using LiteVae.Checkpoints;
using LiteVae.Codec.Models.Files;
using LiteVae.Data;
using LiteVae.Inference;
using LiteVae.Pictures;
using static TorchSharp.torch;

namespace LiteVae.Cli.Verbs;

internal sealed record DecodeRequest(string Latents, string Model, string Output, Compute Compute, CodecOptions Codec, bool Json);

/// <summary>Decodes the means of a file of latents.</summary>
internal sealed class DecodeVerb(Session session)
{
    public int Run(DecodeRequest request)
    {
        using var file = SafetensorsFile.Open(request.Latents);
        var latents = LatentFile.List(file);
        // A name comes from a file: it must not lead out of the output folder.
        var names = InputImages.OutputNames([.. latents.Select(l => WithinFolder(l.Name, file.Path))], name => [$"{name}.png"]);
        using var codec = CodecLoader.Load(session, request.Model, request.Codec, request.Compute);
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

    private static void Check(StoredLatent latent, SafetensorsFile file, LiteVaeCodec model)
    {
        var shape = file.Tensors[latent.Tensor].Shape;
        if (shape[1] != model.Config.LatentChannels)
            throw new CheckpointException($"{file.Path}: its latents have {shape[1]} channels; this model's have {model.Config.LatentChannels}.");
        var (height, width) = (shape[2] * model.DownsamplingFactor, shape[3] * model.DownsamplingFactor);
        if (shape[2] == 0 || shape[3] == 0 || latent.Size is { } size && (size.Width > width || size.Height > height))
            throw new CheckpointException($"{file.Path}: {latent.Name} is said to be {latent.Size?.Width}x{latent.Size?.Height}, but its latent [{string.Join(',', shape)}] decodes to {width}x{height}.");
    }

    private RgbImage Decode(LiteVaeCodec codec, SafetensorsFile file, StoredLatent latent)
    {
        using var scope = NewDisposeScope();
        var mean = file.Read(latent.Tensor, ScalarType.Float32).narrow(0, latent.Row, 1); // [1, Z, h, w]
        var (width, height) = latent.Size ?? ((int)mean.size(3) * codec.DownsamplingFactor, (int)mean.size(2) * codec.DownsamplingFactor);
        return codec.Decode(mean, width, height, session.Stop);
    }
}
