using LiteVae.Autoencoders;
using LiteVae.Checkpoints;
using LiteVae.Codec;
using LiteVae.Codec.Kernels;
using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Files;
using LiteVae.Codec.Networks;
using LiteVae.Codec.Pixels;
using LiteVae.Codec.Tiles;
using LiteVae.Kernels;
using LiteVae.Pictures;
using LiteVae.Runtime;
using static TorchSharp.torch;

namespace LiteVae.Inference;

/// <summary>A <see cref="LatentCodec"/> for tensors of libtorch, on any device and in any precision.</summary>
/// <remarks>
/// In float32 on a processor it is LiteVae.Codec that computes; libtorch does on accelerators and in bfloat16. Several
/// threads may call at once. A call after disposal is refused.
/// </remarks>
public sealed class LiteVaeCodec : IDisposable
{
    private readonly ModuleTensors? _tensors;
    private bool _disposed;

    private LiteVaeCodec(LatentCodec codec, InferencePrecision precision)
    {
        (Pictures, Precision) = (codec, precision);
    }

    private LiteVaeCodec(Autoencoder model, CodecOptions options, bool ownsModel)
    {
        var device = model.parameters().FirstOrDefault()?.device ?? CPU;
        Precision = Choose(options.Precision, device);
        if (UsesKernels(Precision, device))
        {
            _tensors = new ModuleTensors(model);
            Pictures = LatentCodec.Create(model.Config, _tensors, new() { Tiling = options.Tiling });
        }
        else
        {
            Pictures = new LatentCodec(new TorchNetworks(model, Precision, ownsModel, text => Notice?.Invoke(text)).Create(options.Tiling), null, MaxConcurrentCalls);
        }
        Model = ownsModel ? null : model;
    }

    /// <summary>Told, in a sentence, when something had to be computed again in float32.</summary>
    public event Action<string>? Notice;

    /// <summary>The codec of pictures beneath.</summary>
    public LatentCodec Pictures { get; }

    /// <summary>What the networks were built from.</summary>
    public AutoencoderConfig Config => Pictures.Config;

    /// <summary>Pixels per latent position, along each side.</summary>
    public int DownsamplingFactor => Pictures.DownsamplingFactor;

    /// <summary>The arithmetic in use: never <see cref="InferencePrecision.Auto"/>.</summary>
    public InferencePrecision Precision { get; }

    /// <summary>The model it was made of, of a codec that was given one: for what looks inside, as prepared networks do not show.</summary>
    internal Autoencoder? Model { get; }

    private static int MaxConcurrentCalls => new LatentCodecOptions().MaxConcurrentCalls;

    /// <summary>Loads a model file.</summary>
    /// <exception cref="CheckpointException">The file is missing, malformed, or its tensors do not fit its config.</exception>
    public static LiteVaeCodec Load(string path, CodecOptions? options = null, Device? device = null)
    {
        options ??= new();
        var precision = Choose(options.Precision, device ?? CPU);
        return UsesKernels(precision, device ?? CPU)
            ? new(LatentCodec.Load(path, new() { Tiling = options.Tiling }), precision)
            : new(ModelFile.Load(path, device), options, ownsModel: true);
    }

    /// <summary>Prepares a model at hand. It stays the caller's and must outlive the codec; its weights are read when a network is first used.</summary>
    public static LiteVaeCodec Create(Autoencoder model, CodecOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new(model, options ?? new(), ownsModel: false);
    }

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
        var moments = Run(Pictures.Networks.Encoder, SizePadding.Pad(images, DownsamplingFactor), "latent");
        return new DiagonalGaussian(moments).MoveToOuterDisposeScope();
    }

    /// <summary>The posterior of a picture, in tiles where it is larger than one.</summary>
    /// <returns>Mean and log variance [1,Z,h,w], finite, on the CPU.</returns>
    /// <exception cref="InvalidDataException">The model's output is not finite, in float32 too.</exception>
    /// <exception cref="TilingException">No tile fits into the memory allowed.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public DiagonalGaussian Encode(RgbImage picture, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ObjectDisposedException.ThrowIf(_disposed, this);
        var latents = Pictures.Encode(picture.AsPicture(), null, cancellationToken);
        TorchRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        long[] shape = [1, latents.Channels, latents.Height, latents.Width];
        return new DiagonalGaussian(cat([tensor(latents.Mean, shape), tensor(latents.LogVariance, shape)], 1)).MoveToOuterDisposeScope();
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
        return Run(Pictures.Networks.Decoder, latents, "picture");
    }

    /// <summary>The picture of a latent, in tiles where it is larger than one.</summary>
    /// <param name="latents">[1,Z,h,w].</param>
    /// <param name="width">Of the picture, in pixels: at most w times the factor.</param>
    /// <param name="height">Of the picture, in pixels: at most h times the factor.</param>
    /// <param name="cancellationToken">Ends the work between two layers.</param>
    /// <exception cref="ArgumentException">Another shape, or a size that the latent does not reach.</exception>
    /// <exception cref="InvalidDataException">The model's output is not finite, in float32 too.</exception>
    /// <exception cref="TilingException">No tile fits into the memory allowed.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public RgbImage Decode(Tensor latents, int width, int height, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(latents);
        ObjectDisposedException.ThrowIf(_disposed, this);
        TensorGuards.RequireChannels(latents, Config.LatentChannels, "The decoder");
        if (latents.size(0) != 1 || width > latents.size(3) * DownsamplingFactor || height > latents.size(2) * DownsamplingFactor)
            throw new ArgumentException($"A picture of {width}x{height} needs one latent of at least that size; got {TensorGuards.Shape(latents)}.", nameof(latents));
        using var scope = NewDisposeScope();
        var mean = latents.detach().to_type(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
        var picture = new RgbImage(width, height);
        Pictures.Decode(
            new Latents(mean, new float[mean.Length], Config.LatentChannels, (int)latents.size(2), (int)latents.size(3), width, height),
            picture.Pixels, PixelFormat.Rgb24, 0, cancellationToken);
        return picture;
    }

    /// <summary>Encodes a picture and decodes the posterior's mean.</summary>
    /// <inheritdoc cref="Decode(Tensor, int, int, CancellationToken)"/>
    public RgbImage Reconstruct(RgbImage picture, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return Pictures.Reconstruct(picture.AsPicture(), null, cancellationToken).ToRgbImage();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        Pictures.Dispose();
        _tensors?.Dispose();
    }

    private static bool UsesKernels(InferencePrecision precision, Device device) =>
        precision == InferencePrecision.Fp32 && device.type == TorchSharp.DeviceType.CPU && Processor.RunsKernels;

    private static InferencePrecision Choose(InferencePrecision wanted, Device device) => wanted != InferencePrecision.Auto ? wanted
        : device.type == TorchSharp.DeviceType.CUDA ? InferencePrecision.Bf16
        : InferencePrecision.Fp32;

    private Tensor Run(INetworkRunner network, Tensor input, string what)
    {
        if (input.numel() == 0)
            throw new ArgumentException($"There is nothing to compute in {TensorGuards.Shape(input)}.", nameof(input));
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var x = Layout.ChannelsLast(input.detach().to_type(ScalarType.Float32).cpu());
        Tensor? y = null;
        Pictures.Run(network, KernelTensors.Maps(x), shape =>
        {
            y = KernelTensors.Create(shape.Images, shape.Channels, shape.Height, shape.Width).DetachFromDisposeScope(); // of the runner
            return KernelTensors.Maps(y);
        });
        GC.KeepAlive(x);
        using var result = y!;
        if (!result.isfinite().all().item<bool>())
            throw new InvalidDataException($"The model's {what} is not finite: its weights, or the latent given to it, are damaged.");
        return result.to(input.device).contiguous().MoveToOuterDisposeScope();
    }
}
