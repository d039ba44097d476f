using LiteVae.Autoencoders;
using LiteVae.Cli.Shared;
using LiteVae.Codec;
using LiteVae.Codec.Configuration;
using LiteVae.Codec.Diffusion.Denoisers;
using LiteVae.Codec.Inspection;
using LiteVae.Codec.Models;
using LiteVae.Codec.Networks.Costs;
using LiteVae.Data;
using LiteVae.Pictures;
using LiteVae.Runs.Folders;

namespace LiteVae.Cli.Verbs.Inspect;

/// <summary>Tells what a model is made of and what it costs, and shows what it does with a picture.</summary>
internal sealed class InspectVerb(Session session)
{
    public int Run(InspectRequest request)
    {
        if (request.Preset is { } preset && DenoiserPresets.Names.Contains(preset))
        {
            InspectDenoiser.Print(request, session.Terminal);
            return ExitCode.Done;
        }
        if (request.Preset is { } unknown && !Presets.Names.Contains(unknown))
            throw new ConfigException($"preset \"{unknown}\"", $"is not known{NearestName.SuggestAmong(unknown, [.. Presets.Names, .. DenoiserPresets.Names])}");
        var config = request.Model is { } named
            ? CheckedConfig(ModelLocation.Find(named))
            : PresetConfig.Resolve(request.Preset!, request.Settings);
        var image = request.Picture is null && request.Image is null ? null : InspectPicture.Load(request.Image, request.Resolution);
        var inside = image is null || request.Model is null ? null : LookInside(image, request.Model); // of fresh weights there is nothing to see
        if (request.Picture is not null)
            Draw(request.Picture, image!, inside);
        var cost = ModelCost.Of(config, request.Resolution);
        if (request.Json)
            session.Terminal.Result(InspectJson.Of(config, cost, inside, request.Depth));
        else
            InspectTable.Print(config, cost, inside, request.Depth, session.Terminal);
        if (inside is not null)
            Warn(inside.Peaks);
        return ExitCode.Done;
    }

    // Opening a model checks that its tensors fit its config; nothing of them is read.
    private static AutoencoderConfig CheckedConfig(string path)
    {
        using var codec = LatentCodec.Load(path);
        return codec.Config;
    }

    private static ModelInspection LookInside(RgbImage image, string named)
    {
        using var codec = LatentCodec.Load(ModelLocation.Find(named));
        return codec.Inspect(image.AsPicture());
    }

    private void Draw(string path, RgbImage image, ModelInspection? inside)
    {
        var picture = inside is null ? InspectPicture.Draw(image) : InspectPicture.Draw(image, inside);
        OutputPath.Write(path, () => ImageFile.Save(path, picture));
        session.Terminal.Message($"picture: {path}");
    }

    private void Warn(ActivationPeaks peaks)
    {
        foreach (var (network, peak) in new[] { ("encoder", peaks.Encoder), ("decoder", peaks.Decoder) })
        {
            if (peak.OverflowsHalf)
            {
                session.Terminal.Warning($"the {network} reaches {NumberWords.Magnitude(peak.Magnitude)} in {peak.Module}: float16 ends at "
                    + $"{ActivationPeak.MaxHalf:0} and would overflow; bfloat16 has float32's range");
            }
        }
    }
}
