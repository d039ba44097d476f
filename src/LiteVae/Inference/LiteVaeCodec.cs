using LiteVae.Autoencoders;
using LiteVae.Checkpoints;
using LiteVae.Codec.Configuration;
using LiteVae.Codec.Kernels;
using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Files;
using LiteVae.Inference.Tiles;
using LiteVae.Pictures;
using LiteVae.Runtime;
using static TorchSharp.torch;

namespace LiteVae.Inference;

/// <summary>A model made ready for use: images to latents and back, fast, at any size, in bounded memory.</summary>
/// <remarks>
/// Weights are prepared once; every call after that only computes. Several threads may call at once. Dispose it when no
/// call is under way any more: a call that comes later is refused.
/// </remarks>
/// <example><code>
/// using var codec = LiteVaeCodec.Load("model.safetensors");
/// using var latents = codec.Encode(ImageFile.Load("picture.png"));
/// var picture = codec.Decode(latents.Mean, width, height);
/// </code></example>
public sealed class LiteVaeCodec : IDisposable
{
    private readonly Autoencoder _model;
    private readonly bool _ownsModel;
    private readonly TilePlanner _planner;
    private readonly PreparedNetworks _networks;
    private readonly Lazy<PreparedNetworks> _precise;
    private readonly Device _device;
    private bool _disposed;

    private LiteVaeCodec(Autoencoder model, CodecOptions options, bool ownsModel)
    {
        (_model, _ownsModel) = (model, ownsModel);
        _device = model.parameters().FirstOrDefault()?.device ?? CPU;
        Precision = Choose(options.Precision, _device);
        _planner = new TilePlanner(model, options.Tiling);
        // Nothing is computed again with the weights of a model of our own in float32.
        var releases = ownsModel && Precision == InferencePrecision.Fp32;
        _networks = new PreparedNetworks(model, Precision == InferencePrecision.Bf16 ? ScalarType.BFloat16 : ScalarType.Float32, releases ? _planner.Measure : null);
        _precise = new(() => Precision == InferencePrecision.Fp32 ? _networks : new PreparedNetworks(model, ScalarType.Float32));
    }

    /// <summary>Told, in a sentence, when something had to be computed again in float32.</summary>
    public event Action<string>? Notice;

    /// <summary>The model it was made of, of a codec that was given one: for what looks inside, as prepared networks do not show.</summary>
    internal Autoencoder? Model => _ownsModel ? null : _model;

    /// <summary>What the networks were built from.</summary>
    public AutoencoderConfig Config => _model.Config;

    /// <summary>Pixels per latent position, along each side.</summary>
    public int DownsamplingFactor => _model.DownsamplingFactor;

    /// <summary>The arithmetic in use: never <see cref="InferencePrecision.Auto"/>.</summary>
    public InferencePrecision Precision { get; }

    /// <summary>Whether encoding in tiles gives what encoding the whole would, to rounding: with no global operation in the encoder.</summary>
    public bool EncodesTilesExactly => _planner.EncodesExactly;

    /// <summary>Whether decoding in tiles gives what decoding the whole would, to rounding: with a self-modulated decoder.</summary>
    /// <remarks>GroupNorm and attention look at the whole image: tiles then overlap and fade into each other, and differ a little.</remarks>
    public bool DecodesTilesExactly => _planner.DecodesExactly;

    /// <summary>Whether a picture of this size is encoded in more than one tile.</summary>
    public bool EncodesInTiles(int width, int height) => IsCut(_planner.Encoding(), width, height);

    /// <summary>Whether a picture of this size is decoded in more than one tile.</summary>
    public bool DecodesInTiles(int width, int height) => IsCut(_planner.Decoding(), width, height);

    /// <summary>Loads a model file.</summary>
    /// <exception cref="CheckpointException">The file is missing, malformed, or its tensors do not fit its config.</exception>
    public static LiteVaeCodec Load(string path, CodecOptions? options = null, Device? device = null) =>
        TakeOver(ModelFile.Load(path, device), options);

    /// <summary>Prepares a model at hand. Its weights are copied; it stays the caller's and must outlive the codec.</summary>
    public static LiteVaeCodec Create(Autoencoder model, CodecOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new(model, options ?? new(), ownsModel: false);
    }

    /// <summary>Prepares a model that is nobody else's: its own weights are freed as they are prepared, and it is disposed with the codec.</summary>
    internal static LiteVaeCodec TakeOver(Autoencoder model, CodecOptions? options = null) => new(model, options ?? new(), ownsModel: true);

    /// <summary>The posterior of images, computed whole.</summary>
    /// <param name="images">[B,3,H,W] in [-1,1], of any size: padded by reflection.</param>
    /// <returns>Mean and log variance [B,Z,h,w], h and w rounded up; finite.</returns>
    /// <exception cref="ArgumentException">Another shape.</exception>
    /// <exception cref="InvalidDataException">The model's output is not finite, in float32 too.</exception>
    /// <exception cref="ObjectDisposedException">The codec was disposed.</exception>
    public DiagonalGaussian Encode(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        ObjectDisposedException.ThrowIf(_disposed, this);
        TensorGuards.RequireChannels(images, 3, "The encoder");
        using var scope = NewDisposeScope();
        return new DiagonalGaussian(EncodeFinite(SizePadding.Pad(images.to(_device), DownsamplingFactor))).MoveToOuterDisposeScope();
    }

    /// <summary>The posterior of a picture, in tiles where it is larger than one.</summary>
    /// <returns>Mean and log variance [1,Z,h,w], finite, on the CPU.</returns>
    /// <exception cref="InvalidDataException">The model's output is not finite, in float32 too.</exception>
    /// <exception cref="ConfigException">No tile fits into the memory allowed.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public DiagonalGaussian Encode(RgbImage picture, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ObjectDisposedException.ThrowIf(_disposed, this);
        using var scope = NewDisposeScope();
        var plan = _planner.Encoding() ?? Whole;
        var encoder = new TiledEncoder(x => EncodeFinite(x.to(_device)).cpu(), plan, DownsamplingFactor);
        return new DiagonalGaussian(encoder.Encode(picture, 2 * Config.LatentChannels, stop)).MoveToOuterDisposeScope();
    }

    /// <summary>Images of latents, computed whole.</summary>
    /// <param name="latents">[B,Z,h,w].</param>
    /// <returns>[B,3,H,W], about [-1,1] and not clamped; finite.</returns>
    /// <exception cref="ArgumentException">Another shape.</exception>
    /// <exception cref="InvalidDataException">The model's output is not finite, in float32 too.</exception>
    /// <exception cref="ObjectDisposedException">The codec was disposed.</exception>
    public Tensor Decode(Tensor latents)
    {
        ArgumentNullException.ThrowIfNull(latents);
        ObjectDisposedException.ThrowIf(_disposed, this);
        TensorGuards.RequireChannels(latents, Config.LatentChannels, "The decoder");
        using var scope = NewDisposeScope();
        return DecodeFinite(latents.to(_device)).MoveToOuterDisposeScope();
    }

    /// <summary>The picture of a latent, in tiles where it is larger than one.</summary>
    /// <param name="latents">[1,Z,h,w].</param>
    /// <param name="width">Of the picture, in pixels: at most w times the factor.</param>
    /// <param name="height">Of the picture, in pixels: at most h times the factor.</param>
    /// <param name="stop">Ends the work between two tiles.</param>
    /// <exception cref="ArgumentException">Another shape, or a size that the latent does not reach.</exception>
    /// <exception cref="InvalidDataException">The model's output is not finite, in float32 too.</exception>
    /// <exception cref="ConfigException">No tile fits into the memory allowed.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public RgbImage Decode(Tensor latents, int width, int height, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(latents);
        ObjectDisposedException.ThrowIf(_disposed, this);
        TensorGuards.RequireChannels(latents, Config.LatentChannels, "The decoder");
        if (latents.size(0) != 1 || width > latents.size(3) * DownsamplingFactor || height > latents.size(2) * DownsamplingFactor)
            throw new ArgumentException($"A picture of {width}x{height} needs one latent of at least that size; got {TensorGuards.Shape(latents)}.", nameof(latents));
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var plan = _planner.Decoding() ?? Whole;
        return new TiledDecoder(z => DecodeFinite(z.to(_device)).cpu(), plan, DownsamplingFactor).Decode(latents, width, height, stop);
    }

    /// <summary>Encodes a picture and decodes the posterior's mean.</summary>
    /// <inheritdoc cref="Decode(Tensor, int, int, CancellationToken)"/>
    public RgbImage Reconstruct(RgbImage picture, CancellationToken stop = default)
    {
        using var posterior = Encode(picture, stop);
        return Decode(posterior.Mean, picture.Width, picture.Height, stop);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        if (_precise.IsValueCreated)
            _precise.Value.Dispose();
        _networks.Dispose();
        if (_ownsModel)
            _model.Dispose();
    }

    // A plan of one tile, whatever the size.
    private static TilePlan Whole => new(int.MaxValue, 0, 0);

    private bool IsCut(TilePlan? plan, int width, int height) => plan is not null && Math.Max(width, height) > (long)plan.Side * DownsamplingFactor;

    private static InferencePrecision Choose(InferencePrecision wanted, Device device) => wanted != InferencePrecision.Auto ? wanted
        : device.type == TorchSharp.DeviceType.CUDA || (device.type == TorchSharp.DeviceType.CPU && Processor.HasBfloat16) ? InferencePrecision.Bf16
        : InferencePrecision.Fp32;

    private Tensor EncodeFinite(Tensor images) => Finite(_networks.Encode(images), () => _precise.Value.Encode(images), "latent");

    private Tensor DecodeFinite(Tensor latents) => Finite(_networks.Decode(latents), () => _precise.Value.Decode(latents), "picture");

    // Half precision must never give a black image: what is not finite is computed again. This is the one place that looks;
    // whatever leaves the codec is finite.
    private Tensor Finite(Tensor result, Func<Tensor> precisely, string what)
    {
        if (IsFinite(result))
            return result;
        if (Precision == InferencePrecision.Bf16)
        {
            Notice?.Invoke($"bfloat16 gave a {what} that is not finite; it is computed again in float32");
            result.Dispose();
            result = precisely();
        }
        return IsFinite(result) ? result
            : throw new InvalidDataException($"The model's {what} is not finite: its weights, or the latent given to it, are damaged.");
    }

    private static bool IsFinite(Tensor x)
    {
        using var scope = NewDisposeScope();
        return x.isfinite().all().item<bool>();
    }
}
