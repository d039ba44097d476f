using static TorchSharp.torch;

namespace LiteVae.Diffusion;

/// <summary>How a diffusion model is loaded.</summary>
public sealed record DiffusionPipelineOptions
{
    /// <summary>The autoencoder that decodes, a model file or a run folder; null: the copy in the run folder of the diffusion model.</summary>
    public string? FirstStage { get; init; }

    /// <summary>Whether a first stage is accepted that the model was not trained with. Its latents must have as many channels.</summary>
    public bool AnyFirstStage { get; init; }

    /// <summary>Where the denoiser computes; null: on the processor, by the codec's kernels, without libtorch.</summary>
    public Device? Device { get; init; }
}
