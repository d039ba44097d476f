using System.CommandLine;
using LiteVae.Cli.Shared;

namespace LiteVae.Cli.Verbs.Diffusion;

internal static class DiffusionTrainCommand
{
    public static Command Create(Session session)
    {
        var recipe = new Argument<string?>("recipe")
        {
            Description = "A shipped recipe's name or a YAML file; ldm-quickstart where not given.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var data = new Option<string?>("--data") { Description = "A folder of images, a folder of latents (encode --shards), or \"procedural\"; replaces the recipe's.", HelpName = "folder" };
        var firstStage = new Option<string?>("--first-stage") { Description = "The autoencoder whose latents are learned, a model file or a run folder; replaces the recipe's. Where there is none, one is trained first.", HelpName = "model" };
        var output = new Option<string?>("--output", "-o") { Description = "The run folder; runs/RECIPE-TIME where not given.", HelpName = "folder" };
        var resume = new Option<string?>("--resume") { Description = "Go on with the run in this folder, as if it had never stopped.", HelpName = "run" };
        var seed = new Option<long?>("--seed") { Description = "Seed of weights, data order and noise; replaces the recipe's." };
        var settings = SharedOptions.Settings("train.steps=20");
        var device = SharedOptions.Device();
        var threads = SharedOptions.Threads();
        var json = SharedOptions.Json();

        var command = new Command("train", "Train a diffusion model on the latents of an autoencoder. With nothing given: a small one on procedural images, its autoencoder first, in about ten minutes.")
        {
            recipe, data, firstStage, output, resume, settings, seed, device, threads, json,
        };
        SharedOptions.ResumeAlone(command, resume, recipe, data, firstStage, output, settings, seed);
        command.SetAction(parsed => new DiffusionTrainVerb(session).Run(new DiffusionTrainRequest
        {
            Recipe = parsed.GetValue(recipe) ?? "ldm-quickstart",
            Data = parsed.GetValue(data),
            FirstStage = parsed.GetValue(firstStage),
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
