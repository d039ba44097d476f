using LiteVae.Autoencoders;
using LiteVae.Evaluation.Candidates;
using LiteVae.Inference;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.Metrics;

/// <summary>Images of one size beside what one candidate made of them, as metrics see them. Owns nothing.</summary>
/// <param name="Originals">[B,3,H,W] in [-1,1].</param>
/// <param name="Reconstructions">[B,3,H,W] in [-1,1], quantized to 256 levels.</param>
/// <param name="Latent">The posterior and a sample of it; null where the candidate has none.</param>
/// <param name="Codec">The candidate, to decode other latents; null where it is no model.</param>
internal sealed record EvaluatedBatch(Tensor Originals, Tensor Reconstructions, Reconstruction? Latent, LiteVaeCodec? Codec)
{
    /// <summary>The candidate's modules, in float32, to look inside; null where it is no model.</summary>
    public Autoencoder? Model => Codec?.Model;

    public int Count => (int)Originals.size(0);
}
