using LiteVae.Autoencoders;
using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Encoders;
using LiteVae.Data;
using LiteVae.Data.Loading;
using LiteVae.Runtime.Numbers;
using LiteVae.Wavelets;
using static TorchSharp.torch;

namespace LiteVae.Training.Networks.Linear;

/// <summary>Gives an autoencoder weights by which it is a linear codec before its first step: fitted to images in closed form, by least squares.</summary>
/// <remarks>
/// All residual blocks begin as the identity (<see cref="ZeroResiduals"/>), which leaves a chain of convolutions in both networks; an activation at the end of a
/// network is passed by features with both signs (<see cref="SignedChannels"/>). The encoder becomes the Karhunen-Loeve transform of blocks, the decoder the best
/// that its convolutions can make of the latents. Where an encoder has no linear path, it is left as it is, and the decoder is fitted to its latents.
/// </remarks>
internal static class LinearStart
{
    private const int Images = 128;
    private const int BatchSize = 8;
    private const int LargestSide = 128;

    /// <summary>Loads images to fit to, in the order that a seed chooses.</summary>
    /// <param name="source">The images of the training.</param>
    /// <param name="resolution">Side at which the model will be used; the images have at most 128.</param>
    /// <param name="seed">Chooses images and crops.</param>
    /// <param name="workers">Threads that load.</param>
    public static IReadOnlyList<Tensor> Load(IImageSource source, int resolution, long seed, int workers)
    {
        var side = Math.Min(resolution, LargestSide);
        using var loader = new BatchLoader(source, new BatchPlan(new DataPhase(side, Images / BatchSize, BatchSize)), (ulong)seed, workers, flip: true);
        return [.. Enumerable.Range(0, Images / BatchSize).Select(_ => loader.Next().Images)];
    }

    /// <summary>Sets the weights.</summary>
    /// <param name="model">Fresh, on the processor, with its residual blocks the identity.</param>
    /// <param name="images">[B,3,H,W] each, in [-1,1].</param>
    /// <param name="seed">Chooses positions within the images.</param>
    /// <param name="encoder">Whether the encoder is fresh; otherwise the decoder is fitted to what it gives.</param>
    /// <param name="decoder">Whether the decoder is fresh.</param>
    public static void Fit(Autoencoder model, IReadOnlyList<Tensor> images, long seed, bool encoder, bool decoder)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var config = model.Config;
        var weights = new ModelWeights(model);
        var samples = new FitSamples(images, new Random(unchecked((int)seed)));
        if (encoder && config.Use1x1Conv)
            weights.PassThrough("quant_conv", 2 * config.LatentChannels);
        if (decoder && config.Use1x1Conv)
            weights.PassThrough("post_quant_conv", config.LatentChannels);
        if (encoder && config.Encoder is LiteVaeEncoderConfig litevae)
            new LinearWaveletEncoder(weights, litevae, samples).Fit(config.LatentChannels);
        else if (encoder && config.Encoder is SdEncoderConfig sd)
            new LinearSdEncoder(weights, sd, samples).Fit(config.LatentChannels);
        if (decoder && Applies(config.Decoder))
            new LinearDecoder(weights, config.Decoder, samples).Fit([.. images.Select(i => Latents(model, i))], [.. images.Select(i => Targets(config, i))]);
    }

    /// <summary>Whether a decoder's features can pass its last activation: not where groups of its last norm have fewer than four channels.</summary>
    public static bool Applies(DecoderConfig decoder) => new SignedChannels(decoder.Channels * decoder.Multipliers[0], decoder.Norm).Count > 0;

    private static Tensor Latents(Autoencoder model, Tensor images)
    {
        using var scope = NewDisposeScope();
        using var posterior = model.Encode(images);
        return posterior.Mean.clone().MoveToOuterDisposeScope();
    }

    // What the decoder predicts: pixels, or the finest sub-bands at half the resolution.
    private static Tensor Targets(AutoencoderConfig config, Tensor images) =>
        config.Output == OutputKind.Wavelet ? HaarTransform.Pyramid(images, 1)[0].DividedBy(2) : images;
}
