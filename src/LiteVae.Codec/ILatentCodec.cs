using LiteVae.Codec.Models;
using LiteVae.Codec.Pixels;

namespace LiteVae.Codec;

/// <summary>Pictures to latents and back: the service to register with dependency injection, as a singleton.</summary>
/// <example><code>
/// services.AddSingleton&lt;ILatentCodec&gt;(_ => LatentCodec.Load("model.safetensors"));
/// </code></example>
public interface ILatentCodec
{
    /// <summary>What the networks were built from.</summary>
    AutoencoderConfig Config { get; }

    /// <summary>Pixels per latent position, along each side.</summary>
    int DownsamplingFactor { get; }

    /// <summary>Measured statistics of the model's latents; null where the model file has none.</summary>
    LatentScale? Scale { get; }

    /// <summary>The posterior of a picture of any size.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="progress">Told the share of the work that is done, 0 to 1.</param>
    /// <param name="cancellationToken">Ends the work between two layers.</param>
    /// <exception cref="ArgumentException">The picture has no pixels, or, where it is not cut into tiles, more than a ViT attends over.</exception>
    /// <exception cref="InvalidDataException">The model's output is not finite.</exception>
    /// <exception cref="Tiles.TilingException">No tile fits into the memory allowed.</exception>
    /// <exception cref="ObjectDisposedException">The codec was disposed.</exception>
    /// <exception cref="OperationCanceledException">It was canceled.</exception>
    Latents Encode(Picture picture, IProgress<double>? progress = null, CancellationToken cancellationToken = default);

    /// <summary>The picture of a latent: that of its mean.</summary>
    /// <param name="latents">Of this model; normalized ones are denormalized first.</param>
    /// <param name="format">Of each pixel of the result, whose rows follow each other without a gap.</param>
    /// <param name="progress">Told the share of the work that is done, 0 to 1.</param>
    /// <param name="cancellationToken">Ends the work between two layers.</param>
    /// <exception cref="ArgumentException">The latent has another number of channels, is normalized while the model has no statistics, or is smaller than its picture, or the picture takes more than an array holds.</exception>
    /// <inheritdoc cref="Encode" path="/exception"/>
    Picture Decode(Latents latents, PixelFormat format = PixelFormat.Rgb24, IProgress<double>? progress = null, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="Encode"/>
    Task<Latents> EncodeAsync(Picture picture, IProgress<double>? progress = null, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="Decode"/>
    Task<Picture> DecodeAsync(Latents latents, PixelFormat format = PixelFormat.Rgb24, IProgress<double>? progress = null, CancellationToken cancellationToken = default);
}
