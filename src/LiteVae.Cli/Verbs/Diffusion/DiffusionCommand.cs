using System.CommandLine;

namespace LiteVae.Cli.Verbs.Diffusion;

/// <summary>The second stage: diffusion models of latents.</summary>
internal static class DiffusionCommand
{
    public static Command Create(Session session) => new("diffusion", "Train diffusion models on latents, sample from them, and judge the samples.")
    {
        DiffusionTrainCommand.Create(session),
        DiffusionSampleCommand.Create(session),
        DiffusionEvaluateCommand.Create(session),
        DiffusionSamplersCommand.Create(session),
    };
}
