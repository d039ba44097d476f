using System.CommandLine;
using LiteVae.Cli.Shared;
using LiteVae.Diffusion.Recipes;

namespace LiteVae.Cli.Verbs.Diffusion;

internal static class DiffusionTrainCommand
{
    public static Command Create(Session session)
    {
        var options = new TrainingOptions("ldm-quickstart", () => DiffusionRecipeReader.Shipped, "A folder of images or of tars, tars as 'train-{000000..000009}.tar', a folder of latents (encode --shards), or \"procedural\"", "train.steps=20");
        var firstStage = new Option<string?>("--first-stage")
        {
            Description = "The autoencoder whose latents are learned, a model file or a run folder; replaces the recipe's. Where there is none, one is trained first.",
            HelpName = "model",
        };
        var command = options.Create(
            "Train a diffusion model on the latents of an autoencoder. With nothing given: a small one on procedural images, its autoencoder first, in about ten minutes.", firstStage);
        command.SetAction(parsed => OnRanks.Run(session, options.Mode(parsed), own => new DiffusionTrainVerb(own).Run(options.Read(parsed), parsed.GetValue(firstStage))));
        return command;
    }
}
