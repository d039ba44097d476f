using LiteVae.Autoencoders.Networks;
using LiteVae.Codec.Configuration;
using LiteVae.Codec.Models;
using LiteVae.Distributed;
using LiteVae.Runtime;
using LiteVae.Runtime.Numbers;
using LiteVae.Wavelets;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Autoencoders;

/// <summary>The whole first stage: images to a posterior over latents, latents to images.</summary>
/// <remarks>
/// Weights are fresh; <c>ModelFile</c> loads trained ones. A module owns its parameters: dispose it when done. Each
/// network computes in the type of its weights; posterior and images are float32 (or float64) whatever that is. Sizes must
/// be multiples of <see cref="DownsamplingFactor"/>; <see cref="SizePadding"/> serves any other.
/// </remarks>
public sealed class Autoencoder : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> encoder;
    private readonly Conv2d? quant_conv;
    private readonly Conv2d? post_quant_conv;
    private readonly Module<Tensor, Tensor> decoder;

    /// <summary>Builds the networks with fresh weights from libtorch's global random generator.</summary>
    /// <exception cref="ConfigException">The config is invalid; every problem is named.</exception>
    public Autoencoder(AutoencoderConfig config)
        : base(nameof(Autoencoder))
    {
        ArgumentNullException.ThrowIfNull(config);
        TorchRuntime.EnsureLoaded();
        config.ThrowIfInvalid();
        Config = config;
        encoder = Encoders.Create(config.Encoder, config.LatentChannels);
        quant_conv = config.Use1x1Conv ? Conv2d(2 * config.LatentChannels, 2 * config.LatentChannels, 1) : null;
        post_quant_conv = config.Use1x1Conv ? Conv2d(config.LatentChannels, config.LatentChannels, 1) : null;
        decoder = new SdDecoder(config.Decoder, config.LatentChannels, config.Output == OutputKind.Wavelet ? 12 : 3);
        RegisterComponents();
    }

    /// <summary>What the networks were built from.</summary>
    public AutoencoderConfig Config { get; }

    /// <summary>Pixels per latent position, along each side.</summary>
    public int DownsamplingFactor => Config.DownsamplingFactor;

    /// <summary>The encoder alone: [B,3,H,W] to moments [B,2Z,h,w], before the optional 1x1 convolution.</summary>
    public Module<Tensor, Tensor> Encoder => encoder;

    /// <summary>The decoder alone: [B,Z,h,w] to its prediction, after the optional 1x1 convolution.</summary>
    public Module<Tensor, Tensor> Decoder => decoder;

    /// <summary>The posterior over latents.</summary>
    /// <param name="images">[B,3,H,W] in [-1,1]; H and W in multiples of <see cref="DownsamplingFactor"/>.</param>
    /// <exception cref="ArgumentException">Another shape.</exception>
    public DiagonalGaussian Encode(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        TensorGuards.RequireMultiple(images, 3, DownsamplingFactor, "The encoder");
        using var scope = NewDisposeScope();
        var moments = encoder.call(images);
        if (quant_conv is not null)
            moments = quant_conv.call(moments);
        GC.KeepAlive(this); // of a model that is not used again, the weights could be collected while the last layer reads them
        return new DiagonalGaussian(Precision.AtLeastSingle(moments)).MoveToOuterDisposeScope();
    }

    /// <summary>The noise for sampling the posteriors of images: [B,Z,h,w], float32.</summary>
    /// <param name="images">[B,3,H,W].</param>
    /// <param name="generator">Where it is drawn from; null for libtorch's global generator.</param>
    /// <param name="share">Which part of a batch the images are; noise is drawn for the whole batch, so that it does not depend on the number of parts. null: all of it.</param>
    internal Tensor DrawNoise(Tensor images, Generator? generator = null, RankShare? share = null)
    {
        using var scope = NewDisposeScope();
        var part = share ?? RankShare.Whole;
        var noise = randn(
            [images.size(0) * part.Size, Config.LatentChannels, images.size(2) / DownsamplingFactor, images.size(3) / DownsamplingFactor],
            ScalarType.Float32, images.device, generator: generator);
        return (part.IsWhole ? noise : noise.narrow(0, images.size(0) * part.Rank, images.size(0))).MoveToOuterDisposeScope();
    }

    /// <summary>Images from latents.</summary>
    /// <param name="latents">[B,Z,h,w].</param>
    /// <returns>[B,3,H,W], about [-1,1] and not clamped.</returns>
    /// <exception cref="ArgumentException">Another shape.</exception>
    public Tensor Decode(Tensor latents)
    {
        ArgumentNullException.ThrowIfNull(latents);
        TensorGuards.RequireChannels(latents, Config.LatentChannels, "The decoder");
        using var scope = NewDisposeScope();
        var h = post_quant_conv is null ? latents : post_quant_conv.call(latents.to_type(post_quant_conv.weight.dtype));
        h = Precision.AtLeastSingle(decoder.call(h));
        if (Config.Output == OutputKind.Wavelet)
            h = HaarTransform.Synthesize(h.Times(2)); // [B, 12, H/2, W/2] to [B, 3, H, W]
        GC.KeepAlive(this);
        return h.MoveToOuterDisposeScope();
    }

    /// <summary>The reconstruction from the posterior's mean: [B,3,H,W] to [B,3,H,W].</summary>
    public override Tensor forward(Tensor images)
    {
        using var posterior = Encode(images);
        return Decode(posterior.Mean);
    }
}
