using System.CommandLine;
using LiteVae.Cli.Shared;
using LiteVae.Codec.Diffusion.Denoisers;

namespace LiteVae.Cli.Verbs.Import;

internal static class ImportCommand
{
    public static Command Create(Session session)
    {
        var source = new Argument<string>("source")
        {
            Description = "A folder of diffusers (config.json beside the weights), or a file with its names or CompVis's: .safetensors, .bin, .ckpt, a whole Stable Diffusion checkpoint.",
        };
        var output = new Option<string?>("--output", "-o") { Description = "The model file to write.", HelpName = "file" };
        var config = new Option<string?>("--config") { Description = "The config.json of the autoencoder, where it is not beside the weights.", HelpName = "config.json" };
        var check = new Option<bool>("--check") { Description = "Say what would be done, and write nothing." };
        var denoiser = new Option<string?>("--denoiser")
        {
            Description = $"The source is a UNet of latent diffusion, with this network: {string.Join(", ", DenoiserPresets.Names)}.",
            HelpName = "preset",
        };
        denoiser.CompletionSources.Add([.. DenoiserPresets.Names]);
        var firstStage = new Option<string?>("--first-stage") { Description = "The autoencoder of the denoiser's latents, which tells their scale.", HelpName = "model" };
        var latent = new Option<string?>("--latent") { Description = "The shape of the denoiser's latents: channels, height, width, such as 4x32x32.", HelpName = "ZxHxW" };
        var raw = new Option<bool>("--raw") { Description = "Take the denoiser's weights as they were, where the source has their average as well." };
        var settings = SharedOptions.Settings("schedule.beta_end=0.0155, of a denoiser");
        var json = SharedOptions.Json();

        var command = new Command("import", "Read a model of diffusers or CompVis, and write it as a model file.") { source, output, config, check, denoiser, firstStage, latent, raw, settings, json };
        command.Validators.Add(result =>
        {
            if (!result.GetValue(check) && result.GetValue(output) is null)
                result.AddError("--output is needed, or --check, which writes nothing.");
            Symbol[] ofDenoisers = [firstStage, latent, raw, settings];
            if (result.GetValue(denoiser) is null && ofDenoisers.OfType<Option>().FirstOrDefault(o => result.GetResult(o) is { Implicit: false }) is { } given)
                result.AddError($"{given.Name} concerns denoisers: name one with --denoiser.");
            if (result.GetValue(denoiser) is not null && result.GetValue(config) is not null)
                result.AddError("--config concerns autoencoders; a denoiser's config is its preset's, with --set.");
            if (result.GetValue(latent) is { } shape && LatentShape(shape) is null)
                result.AddError($"--latent expects channels, height and width, such as 4x32x32; got {shape}.");
        });
        command.SetAction(parsed => new ImportVerb(session).Run(
            new ImportRequest(parsed.GetValue(source)!, parsed.GetValue(output), parsed.GetValue(config), parsed.GetValue(check), parsed.GetValue(json))
            {
                Denoiser = parsed.GetValue(denoiser) is not { } preset
                    ? null
                    : new DenoiserRequest(
                        preset, parsed.GetValue(settings)!, parsed.GetValue(firstStage), parsed.GetValue(latent) is { } shape ? LatentShape(shape) : null, parsed.GetValue(raw)),
            }));
        return command;
    }

    private static int[]? LatentShape(string text)
    {
        var parts = text.Split('x').Select(p => int.TryParse(p, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var n) ? n : 0).ToArray();
        return parts.Length == 3 && parts.All(n => n > 0) ? parts : null;
    }
}
