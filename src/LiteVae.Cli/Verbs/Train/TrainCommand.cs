using System.CommandLine;
using LiteVae.Cli.Shared;
using LiteVae.Training;

namespace LiteVae.Cli.Verbs.Train;

internal static class TrainCommand
{
    public static Command Create(Session session)
    {
        var options = new TrainingOptions("quickstart", () => RecipeReader.Shipped, "A folder of images or of tars, tars as 'train-{000000..000009}.tar', or \"procedural\"", "train.phases.0.steps=20");
        var from = new Option<string?>("--from")
        {
            Description = "Begin with the weights of this model: a model file, a run folder, or a model of diffusers or CompVis. It takes the place of the recipe's model.",
            HelpName = "model",
        };
        var command = options.Create("Train an autoencoder. With nothing given: a small one on procedural images, in about two minutes.", from);
        command.SetAction(parsed => OnRanks.Run(session, options.Mode(parsed), own => new TrainVerb(own).Run(options.Read(parsed), parsed.GetValue(from))));
        return command;
    }
}
