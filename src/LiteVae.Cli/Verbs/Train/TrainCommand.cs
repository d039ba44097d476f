using System.CommandLine;
using LiteVae.Cli.Shared;

namespace LiteVae.Cli.Verbs.Train;

internal static class TrainCommand
{
    public static Command Create(Session session)
    {
        var recipe = new Argument<string?>("recipe")
        {
            Description = "A shipped recipe's name or a YAML file; quickstart where not given.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var data = new Option<string?>("--data") { Description = "A folder of images, or \"procedural\"; replaces the recipe's.", HelpName = "folder" };
        var output = new Option<string?>("--output", "-o") { Description = "The run folder; runs/RECIPE-TIME where not given.", HelpName = "folder" };
        var resume = new Option<string?>("--resume") { Description = "Go on with the run in this folder, as if it had never stopped.", HelpName = "run" };
        var seed = new Option<long?>("--seed") { Description = "Seed of weights, data order and noise; replaces the recipe's." };
        var settings = SharedOptions.Settings("train.phases.0.steps=20");
        var device = SharedOptions.Device();
        var threads = SharedOptions.Threads();
        var json = SharedOptions.Json();

        var command = new Command("train", "Train an autoencoder. With nothing given: a small one on procedural images, in about two minutes.")
        {
            recipe, data, output, resume, settings, seed, device, threads, json,
        };
        SharedOptions.ResumeAlone(command, resume, recipe, data, output, settings, seed);
        command.SetAction(parsed => new TrainVerb(session).Run(new TrainRequest
        {
            Recipe = parsed.GetValue(recipe) ?? "quickstart",
            Data = parsed.GetValue(data),
            Output = parsed.GetValue(output),
            Resume = parsed.GetValue(resume),
            Seed = parsed.GetValue(seed),
            Settings = parsed.GetValue(settings)!,
            Compute = SharedOptions.Compute(parsed, device, threads),
            Json = parsed.GetValue(json),
        }));
        return command;
    }
}
