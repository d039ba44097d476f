using static TorchSharp.torch;

namespace LiteVae.Experiments;

/// <summary>How a table of the paper is reproduced.</summary>
public sealed record ReproductionOptions
{
    /// <summary>How much is done.</summary>
    public ExperimentScale Scale { get; init; } = ExperimentScale.Quick;

    /// <summary>The folder of runs and results; several tables may share one, and then share runs.</summary>
    public required string Output { get; init; }

    /// <summary>
    /// Folders of images in place of the recipes': a folder or "procedural" for all, or NAME=FOLDER for the recipes whose data are called NAME, as "imagenet=/data/imagenet".
    /// </summary>
    public IReadOnlyList<string> Data { get; init; } = [];

    /// <summary>Trainings of each row, with seeds one after the other; at least 1.</summary>
    public int Seeds { get; init; } = 1;

    /// <summary>Settings of all rows' recipes by dotted keys, such as "train.phases.0.steps=20"; those of the diffusion model begin with "diffusion.".</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>Where to train and measure; null: the processor.</summary>
    public Device? Device { get; init; }
}
