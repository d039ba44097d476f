using System.CommandLine;
using LiteVae.Autoencoders;
using LiteVae.Cli.Verbs;

namespace LiteVae.Cli.Commands;

internal static class InspectCommand
{
    public static Command Create(Session session)
    {
        var model = new Option<string?>("--model") { Description = "A model file, or a run folder.", HelpName = "model" };
        var preset = new Option<string?>("--preset") { Description = $"One of {string.Join(", ", Presets.Names)}.", HelpName = "preset" };
        var settings = SharedOptions.Settings("encoder.extractor.channels=24");
        var resolution = SharedOptions.AtLeastOne(new Option<int?>("--resolution")
        {
            Description = "Side of the image for which multiplications are counted, in pixels.",
            DefaultValueFactory = _ => 256,
        });
        var json = SharedOptions.Json();

        var command = new Command("inspect", "Count a model's parameters and multiplications.") { model, preset, settings, resolution, json };
        command.Validators.Add(result =>
        {
            var (hasModel, hasPreset) = (result.GetResult(model) is not null, result.GetResult(preset) is not null);
            if (hasModel == hasPreset)
                result.AddError("Give either --model or --preset.");
            if (hasModel && result.GetResult(settings) is { Implicit: false })
                result.AddError("--set changes a preset; a model file's config is fixed.");
        });
        command.SetAction(parsed => new InspectVerb(session).Run(new InspectRequest(
            parsed.GetValue(model), parsed.GetValue(preset), parsed.GetValue(settings)!, parsed.GetValue(resolution)!.Value, parsed.GetValue(json))));
        return command;
    }
}
