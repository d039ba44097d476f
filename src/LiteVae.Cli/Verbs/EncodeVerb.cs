using System.Text.Json.Nodes;
using LiteVae.Autoencoders;
using LiteVae.Data;
using LiteVae.Pictures;
using static TorchSharp.torch;

namespace LiteVae.Cli.Verbs;

internal sealed record EncodeRequest(IReadOnlyList<string> Images, string Model, string Output, Compute Compute, bool Json);

/// <summary>Writes the posteriors of images into one safetensors file.</summary>
internal sealed class EncodeVerb(Session session)
{
    public int Run(EncodeRequest request)
    {
        var inputs = InputImages.Expand(request.Images);
        InputImages.RefuseOverwriting(inputs, [request.Output]);
        var device = request.Compute.Prepare();
        using var model = ModelLocation.Load(request.Model, device);

        using var scope = NewDisposeScope();
        var latents = new List<EncodedImage>();
        var exit = ImageLoop.Run(session, inputs.Count, i => inputs[i].Path, i =>
        {
            var image = ImageFile.Load(inputs[i].Path);
            latents.Add(Encode(model, inputs[i].Name, image, device));
        });
        if (exit == ExitCode.Interrupted)
            return exit; // a part would look like the whole
        if (latents.Count == 0)
            throw new DatasetException("Not one image could be encoded; nothing was written.");
        OutputPath.Write(request.Output, () => LatentFile.Write(request.Output, latents));

        if (request.Json)
            session.Terminal.Result(new JsonObject { ["output"] = request.Output, ["images"] = latents.Count });
        else
            session.Terminal.Result($"{request.Output}: {latents.Count} {(latents.Count == 1 ? "image" : "images")}, latents of {model.Config.LatentChannels} channels");
        return exit;
    }

    private static EncodedImage Encode(Autoencoder model, string name, RgbImage image, Device device)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var posterior = model.Encode(SizePadding.Pad(ImageTensors.ToTensor(image).to(device), model.DownsamplingFactor));
        return new EncodedImage(
            name, image.Width, image.Height,
            posterior.Mean.cpu().contiguous().MoveToOuterDisposeScope(),
            posterior.LogVariance.cpu().contiguous().MoveToOuterDisposeScope());
    }
}
