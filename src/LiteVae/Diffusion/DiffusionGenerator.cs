using LiteVae.Codec;
using LiteVae.Codec.Diffusion;
using LiteVae.Codec.Diffusion.Files;
using LiteVae.Evaluation.Generation;

namespace LiteVae.Diffusion;

/// <summary>A denoiser and its first stage as a generator of pictures. Owns nothing.</summary>
/// <param name="model">What the model's file says of it.</param>
/// <param name="network">The denoiser.</param>
/// <param name="firstStage">Decodes.</param>
/// <param name="seed">Picture i is a function of the seed and of i.</param>
/// <param name="options">What is drawn, and how.</param>
internal sealed class DiffusionGenerator(DiffusionHeader model, IDenoiserNetwork network, LatentCodec firstStage, long seed, GenerationOptions options) : IImageGenerator
{
    public IReadOnlyList<int> LatentShape => model.Config.LatentShape;

    public (int Height, int Width) ImageSize => (LatentShape[1] * firstStage.DownsamplingFactor, LatentShape[2] * firstStage.DownsamplingFactor);

    public GeneratedBatch Draw(long first, int count, Action<double>? progress, CancellationToken cancellationToken)
    {
        var latents = new LatentGenerator(model, network).Draw(
            seed, first, count, options, step => progress?.Invoke((double)step.Index / step.Count), cancellationToken);
        return new GeneratedBatch([.. latents.Select(latent => LatentPictures.Decode(firstStage, latent, LatentShape, cancellationToken))], latents);
    }
}
