using LiteVae.Evaluation.Baselines;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.Candidates;

/// <summary>A function from images to images, such as a codec without weights.</summary>
/// <param name="name">What results call it.</param>
/// <param name="factor">What sizes are padded to.</param>
/// <param name="reconstruct">[B,3,H,W] in [-1,1] to [B,3,H,W].</param>
public sealed class CodecCandidate(string name, int factor, Func<Tensor, Tensor> reconstruct) : ICandidate
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public int Factor => factor;

    /// <summary>The codecs that models are compared with.</summary>
    public static IReadOnlyList<CodecCandidate> Baselines()
    {
        var (downscale, lowpass, bands) = (new DownscaleCodec(), new HaarCodec(keepDetails: false), new HaarCodec(keepDetails: true));
        return
        [
            new($"bicubic, reduced by 8 ({downscale.NumbersPerPosition} per 8x8)", 8, downscale.Reconstruct),
            new($"Haar level 3, low-pass ({lowpass.NumbersPerPosition} per 8x8)", 8, lowpass.Reconstruct),
            new($"Haar level 3, all bands ({bands.NumbersPerPosition} per 8x8)", 8, bands.Reconstruct),
        ];
    }

    /// <summary>The codecs without weights that have as many numbers as a latent, or slightly fewer; at least one, which takes every latent.</summary>
    /// <param name="latentChannels">Channels of the latent.</param>
    /// <param name="factor">How many times smaller than the image's the latent's sides are.</param>
    internal static IReadOnlyList<CodecCandidate> SameBudget(int latentChannels, int factor)
    {
        var haar = new HaarCodec(keepDetails: true);
        CodecCandidate reduced = new("bicubic reduction, same budget", factor, new ReducedCodec(latentChannels, factor).Reconstruct);
        return factor == 8 && latentChannels == haar.NumbersPerPosition
            ? [reduced, new("Haar level 3, all bands, same budget", 8, haar.Reconstruct)]
            : [reduced];
    }

    /// <inheritdoc/>
    public Reconstruction Reconstruct(Tensor images, IReadOnlyList<long> indices) => new(reconstruct(images));
}
