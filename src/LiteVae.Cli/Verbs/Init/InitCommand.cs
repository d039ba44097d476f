using System.CommandLine;
using LiteVae.Cli.Shared;
using LiteVae.Codec.Models;

namespace LiteVae.Cli.Verbs.Init;

internal static class InitCommand
{
    public static Command Create(Session session)
    {
        var preset = new Option<string>("--preset") { Description = $"One of {string.Join(", ", Presets.Names)}.", HelpName = "preset", Required = true };
        preset.CompletionSources.Add([.. Presets.Names]);
        var output = SharedOptions.Output("The model file.", "file");
        var seed = new Option<long>("--seed") { Description = "Seed of the weights.", DefaultValueFactory = _ => 0 };
        var settings = SharedOptions.Settings("decoder.channels=32");
        var json = SharedOptions.Json();

        var command = new Command("init", "Write a model file with fresh weights.") { preset, output, seed, settings, json };
        command.SetAction(parsed => new InitVerb(session).Run(new InitRequest(
            parsed.GetValue(preset)!, parsed.GetValue(output)!, parsed.GetValue(seed), parsed.GetValue(settings)!, parsed.GetValue(json))));
        return command;
    }
}
