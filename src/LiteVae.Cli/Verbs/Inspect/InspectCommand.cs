using System.CommandLine;
using LiteVae.Cli.Shared;
using LiteVae.Codec.Diffusion.Denoisers;
using LiteVae.Codec.Models;

namespace LiteVae.Cli.Verbs.Inspect;

internal static class InspectCommand
{
    public static Command Create(Session session)
    {
        var model = new Option<string?>("--model") { Description = "A model file, or a run folder.", HelpName = "model" };
        var preset = new Option<string?>("--preset") { Description = $"One of {string.Join(", ", Presets.Names.Concat(DenoiserPresets.Names))}.", HelpName = "preset" };
        preset.CompletionSources.Add([.. Presets.Names, .. DenoiserPresets.Names]);
        var settings = SharedOptions.Settings("encoder.extractor.channels=24");
        var resolution = SharedOptions.AtLeastOne(new Option<int?>("--resolution")
        {
            Description = "Side of the image, in pixels, for which multiplications are counted and that passes through the model; of a denoiser, eight times that of its latents.",
            DefaultValueFactory = _ => 256,
        });
        var depth = SharedOptions.AtLeastOne(new Option<int?>("--depth")
        {
            Description = "How deep the table goes: 1 for encoder and decoder, 2 for their parts, 3 for their blocks, and so on.",
            DefaultValueFactory = _ => 2,
        });
        var picture = new Option<string?>("--picture")
        {
            Description = "Write a PNG of the wavelet sub-bands and, with --model, of the latent's channels and the decoder's last feature maps.",
            HelpName = "file",
        };
        var image = new Option<string?>("--image")
        {
            Description = "Pass this image through the model (--model), and show how large activations get; for --picture, a procedural one where not given.",
            HelpName = "file",
        };
        var json = SharedOptions.Json();

        var command = new Command("inspect", "Show a model as a table: shapes, parameters, multiplications.") { model, preset, settings, resolution, depth, picture, image, json };
        command.Validators.Add(result =>
        {
            var (hasModel, hasPreset) = (result.GetResult(model) is not null, result.GetResult(preset) is not null);
            if (hasModel == hasPreset)
                result.AddError("Give either --model or --preset.");
            if (hasModel && result.GetResult(settings) is { Implicit: false })
                result.AddError("--set changes a preset; a model file's config is fixed.");
            if (result.GetResult(image) is not null && !hasModel && result.GetResult(picture) is null)
                result.AddError("Of a preset, --image says what --picture shows; give that too, or --model.");
        });
        command.SetAction(parsed => new InspectVerb(session).Run(new InspectRequest
        {
            Model = parsed.GetValue(model),
            Preset = parsed.GetValue(preset),
            Settings = parsed.GetValue(settings)!,
            Resolution = parsed.GetValue(resolution)!.Value,
            Depth = parsed.GetValue(depth)!.Value,
            Picture = parsed.GetValue(picture),
            Image = parsed.GetValue(image),
            Json = parsed.GetValue(json),
        }));
        return command;
    }
}
