using LiteVae.Runs.Folders;
using LiteVae.Runs.Observers;

namespace LiteVae.Diffusion.Training;

/// <summary>Follows what comes before the training of a diffusion model: its first stage, and the latents of the images.</summary>
public interface IPreparationObserver
{
    /// <summary>Called before the first stage is trained or its training goes on.</summary>
    /// <param name="run">The run folder of the first stage.</param>
    /// <param name="recipe">The recipe by which it is trained.</param>
    /// <returns>Follows that training; disposed of by the caller where it can be.</returns>
    ITrainingObserver FirstStageTraining(RunFolder run, string recipe);

    /// <summary>Called while images are encoded.</summary>
    /// <param name="done">Images whose latents are there.</param>
    /// <param name="total">All images.</param>
    void Encoding(long done, long total);

    /// <summary>Called for an image that is left out.</summary>
    /// <param name="name">The image.</param>
    /// <param name="reason">Why it cannot be encoded.</param>
    void Skipped(string name, string reason);
}
