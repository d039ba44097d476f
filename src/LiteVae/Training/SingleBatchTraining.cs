using LiteVae.Runs;
using LiteVae.Runs.Observers;
using LiteVae.Runs.Ranks;
using LiteVae.Runtime;
using static TorchSharp.torch;

namespace LiteVae.Training;

/// <summary>Trains fresh networks on one batch of images again and again, without a run folder: to measure steps, or to see whether a model can learn a batch by heart.</summary>
public static class SingleBatchTraining
{
    /// <summary>Trains through the loop of every run until all steps of the recipe are done. No image is loaded for a step, and no file is written.</summary>
    /// <param name="recipe">Networks, losses, precision and phases. Its data serve for samples alone.</param>
    /// <param name="images">[B,3,H,W] in [-1,1]; they stay the caller's.</param>
    /// <param name="observer">Told of every step, and of logs and samples as often as the recipe says; there is no run that starts or ends. It stays the caller's.</param>
    /// <param name="device">Where to train; null for the processor.</param>
    /// <param name="cancellationToken">Ends the training after the present step.</param>
    /// <exception cref="ArgumentException">The images have another shape.</exception>
    /// <exception cref="Data.DatasetException">The recipe's data cannot be read.</exception>
    /// <exception cref="Codec.Models.Files.CheckpointException">Weights of a perceptual loss are missing; the message has the command that brings them.</exception>
    /// <exception cref="TrainingException">The gradients of too many steps in a row are not finite.</exception>
    public static void Run(
        Recipe recipe, Tensor images, ITrainingObserver observer, Device? device = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(observer);
        TensorGuards.RequireChannels(images, 3, "Training on one batch");
        using var scope = NewDisposeScope();
        using var task = new AutoencoderTask(recipe, device ?? CPU);
        using var batches = new SameBatch(images.to(task.Device));
        try
        {
            new TrainingLoop(task, RunState.Start, observer, checkpoints: null, RankGroup.Alone).Run(batches, cancellationToken);
        }
        catch (NonFiniteLossException e)
        {
            throw new TrainingException(e.Message, e);
        }
    }

    /// <summary>Hands out one batch for every step; a step's dispose scope ends the alias that it is given.</summary>
    private sealed class SameBatch(Tensor images) : IBatchLoader
    {
        public TrainingBatch Next() => new(images.alias());

        public void Dispose()
        {
        }
    }
}
