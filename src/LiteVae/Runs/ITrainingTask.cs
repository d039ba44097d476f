using LiteVae.Runs.Description;
using LiteVae.Runs.Folders;
using LiteVae.Runs.Optimization;
using static TorchSharp.torch;

namespace LiteVae.Runs;

/// <summary>What a run trains: parameters, data, and the gradients of a step. Owns its tensors and its data.</summary>
/// <remarks>
/// The loop, the optimizers, checkpoints, observers and the report are the same for every task: see
/// <see cref="TrainingLoop"/>. Whatever is random in a task follows from the seed of the step and the position of the
/// data, which makes resuming exact.
/// </remarks>
internal interface ITrainingTask : IDisposable
{
    /// <summary>The settings of the run.</summary>
    RunSettings Settings { get; }

    /// <summary>Where the task computes.</summary>
    Device Device { get; }

    /// <summary>
    /// The parameters, in groups that each have an optimizer. The first group is the one whose gradient norm and learning
    /// rate are logged under their plain names.
    /// </summary>
    IReadOnlyList<ParameterGroup> Groups { get; }

    /// <summary>The figure by which the best checkpoint is chosen; null where the task measures none.</summary>
    HeadlineFigure? Headline { get; }

    /// <summary>What is trained, on what, for observers. The members that every run has are filled in by the run.</summary>
    RunInfo Describe();

    /// <summary>Starts loading batches.</summary>
    /// <param name="position">Images seen before the first batch.</param>
    IBatchLoader OpenLoader(long position);

    /// <summary>
    /// Adds to the gradients of all groups what one batch gives, as means over its images, and names the numbers to log.
    /// The gradients were cleared before.
    /// </summary>
    void ComputeGradients(TrainingBatch batch, StepContext step);

    /// <summary>Fixed samples through the present weights; null where the task has none to show.</summary>
    SampleSheet? Sample(RunState state);

    /// <summary>Writes the trained model into the run folder and measures it.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="cancellationToken">Ends the measuring early, with the figures known by then.</param>
    RunResult Complete(RunFolder folder, CancellationToken cancellationToken);
}
