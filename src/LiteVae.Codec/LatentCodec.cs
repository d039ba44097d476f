using LiteVae.Codec.Inspection;
using LiteVae.Codec.Interchange;
using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Files;
using LiteVae.Codec.Networks;
using LiteVae.Codec.Pixels;
using LiteVae.Codec.Tiles;

namespace LiteVae.Codec;

/// <summary>Pictures to latents and back, in pure C#: float32 on the processor, at any size, in bounded memory.</summary>
/// <remarks>
/// Weights are read and prepared when a network is first used; every call after that only computes. Several threads may
/// call at once. A codec may be disposed while calls are under way: they end first, and later ones are refused.
/// </remarks>
/// <example><code>
/// using var codec = LatentCodec.Load("model.safetensors");
/// var latents = codec.Encode(pixels, width, height);          // RGB bytes, row by row
/// var picture = codec.Decode(latents);                        // the same size, RGB bytes
/// </code></example>
public sealed class LatentCodec : ILatentCodec, IDisposable
{
    private readonly CallGate _gate;

    /// <summary>Builds a codec over networks, which it owns.</summary>
    internal LatentCodec(CodecNetworks networks, LatentScale? scale, int maxConcurrentCalls)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxConcurrentCalls, 1);
        (Networks, Scale) = (networks, scale);
        _gate = new CallGate(maxConcurrentCalls, networks);
    }

    /// <inheritdoc/>
    public AutoencoderConfig Config => Networks.Config;

    /// <inheritdoc/>
    public int DownsamplingFactor => Config.DownsamplingFactor;

    /// <inheritdoc/>
    public LatentScale? Scale { get; }

    /// <summary>
    /// Whether encoding in tiles gives what encoding the whole would, to rounding: with no global operation in the encoder, or with
    /// <see cref="Tiling.Exactly"/> where norms are the only ones.
    /// </summary>
    public bool EncodesTilesExactly => Networks.EncoderTiles.IsExact;

    /// <summary>Whether decoding in tiles gives what decoding the whole would, to rounding: with a self-modulated decoder.</summary>
    /// <remarks>GroupNorm and attention look at the whole picture: tiles then overlap and fade into each other, and differ from the whole; see <see cref="Tiling.Exactly"/>.</remarks>
    public bool DecodesTilesExactly => Networks.DecoderTiles.IsExact;

    /// <summary>The networks, for what works on feature maps directly.</summary>
    internal CodecNetworks Networks { get; }

    /// <summary>Loads a model: a model file, or what <see cref="ModelSource.Open"/> reads of diffusers and CompVis. It stays open until the codec is disposed.</summary>
    /// <exception cref="CheckpointException">The model is missing, malformed, of a kind that is not supported, or its tensors do not fit its config.</exception>
    public static LatentCodec Load(string path, LatentCodecOptions? options = null) => Open(ModelSource.Open(path), options);

    /// <summary>Loads a model file from a stream, which is read to its end and stays the caller's.</summary>
    /// <exception cref="CheckpointException">The content is malformed, or its tensors do not fit its config.</exception>
    public static LatentCodec Load(Stream stream, LatentCodecOptions? options = null) => Open(ModelSource.Of(SafetensorsFile.Read(stream)), options);

    /// <summary>Builds a codec from a config and any source of weights.</summary>
    /// <param name="config">Of the autoencoder.</param>
    /// <param name="weights">Under the names of the model file; must outlive the codec, and is read when a network is first used.</param>
    /// <param name="options">How it works.</param>
    /// <param name="scale">Statistics of the latents, where known.</param>
    /// <exception cref="Configuration.ConfigException">The config is invalid; every problem is named.</exception>
    /// <exception cref="CheckpointException">The weights do not fit the config.</exception>
    public static LatentCodec Create(AutoencoderConfig config, ITensorSource weights, LatentCodecOptions? options = null, LatentScale? scale = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(weights);
        config.ThrowIfInvalid();
        options ??= new();
        return new LatentCodec(new CodecNetworks(config, weights, options.Tiling), scale, options.MaxConcurrentCalls);
    }

    /// <summary>Whether a picture of this size is encoded in more than one tile.</summary>
    public bool EncodesInTiles(int width, int height) => IsCut(Networks.EncoderTiles, width, height);

    /// <summary>Whether a picture of this size is decoded in more than one tile.</summary>
    public bool DecodesInTiles(int width, int height) => IsCut(Networks.DecoderTiles, width, height);

    /// <summary>Reads and prepares the weights of both networks now, rather than at their first use.</summary>
    public void Prepare()
    {
        using var call = _gate.Enter(default);
        Networks.Encoder.Prepare();
        Networks.Decoder.Prepare();
    }

    /// <inheritdoc/>
    public Latents Encode(Picture picture, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        using var call = _gate.Enter(cancellationToken);
        return EncodePicture(picture, progress, cancellationToken);
    }

    /// <summary>The posterior of a picture whose pixels lie in a span.</summary>
    /// <param name="pixels">Row by row from the top.</param>
    /// <param name="width">In pixels, at least 1.</param>
    /// <param name="height">In pixels, at least 1.</param>
    /// <param name="format">Of each pixel.</param>
    /// <param name="stride">Bytes from a row to the next; 0 where rows follow each other without a gap.</param>
    /// <param name="cancellationToken">Ends the work between two layers.</param>
    /// <exception cref="ArgumentException">There are too few bytes, or a size is not positive.</exception>
    /// <inheritdoc cref="ILatentCodec.Encode" path="/exception"/>
    public unsafe Latents Encode(
        ReadOnlySpan<byte> pixels, int width, int height, PixelFormat format = PixelFormat.Rgb24, int stride = 0, CancellationToken cancellationToken = default)
    {
        stride = PixelFormats.CheckedStride(pixels.Length, width, height, format, stride);
        using var call = _gate.Enter(cancellationToken);
        fixed (byte* first = pixels)
        {
            var (start, length) = ((nint)first, pixels.Length);
            return EncodeTiles(
                width, height, (left, top, tile) => PixelReader.Read(new ReadOnlySpan<byte>((byte*)start, length), width, height, format, stride, left, top, tile),
                null, cancellationToken);
        }
    }

    /// <summary>The posterior of a picture in planes of floating point.</summary>
    /// <param name="planes">[3,H,W] in [-1,1]: red, green, blue.</param>
    /// <param name="width">W.</param>
    /// <param name="height">H.</param>
    /// <param name="cancellationToken">Ends the work between two layers.</param>
    /// <exception cref="ArgumentException">The sizes do not agree.</exception>
    /// <inheritdoc cref="ILatentCodec.Encode" path="/exception"/>
    public unsafe Latents Encode(ReadOnlySpan<float> planes, int width, int height, CancellationToken cancellationToken = default)
    {
        Planes.Check(planes.Length, width, height);
        using var call = _gate.Enter(cancellationToken);
        fixed (float* first = planes)
        {
            var start = (nint)first;
            return EncodeTiles(width, height, (left, top, tile) => Planes.Read((float*)start, width, height, left, top, tile), null, cancellationToken);
        }
    }

    /// <summary>The posteriors of pictures of any sizes. Small ones of one size are computed together.</summary>
    /// <returns>In the order of the pictures.</returns>
    /// <inheritdoc cref="ILatentCodec.Encode"/>
    public Latents[] Encode(IReadOnlyList<Picture> pictures, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        if (pictures.Any(p => p.Width < 1))
            throw new ArgumentException("One of the pictures has no pixels.", nameof(pictures));
        using var call = _gate.Enter(cancellationToken);
        return new PictureBatches(Networks, Scale).Encode(pictures, picture => EncodePicture(picture, null, cancellationToken), progress, cancellationToken);
    }

    /// <inheritdoc/>
    public Picture Decode(Latents latents, PixelFormat format = PixelFormat.Rgb24, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        Check(latents);
        var pixels = PixelFormats.Allocate(latents.PictureWidth, latents.PictureHeight, format);
        using var call = _gate.Enter(cancellationToken);
        DecodeInto(latents, pixels, format, 0, progress, cancellationToken);
        return new Picture(pixels, latents.PictureWidth, latents.PictureHeight, format);
    }

    /// <summary>The pictures of latents of any sizes. Small ones of one size are computed together.</summary>
    /// <returns>In the order of the latents.</returns>
    /// <inheritdoc cref="ILatentCodec.Decode"/>
    public Picture[] Decode(IReadOnlyList<Latents> latents, PixelFormat format = PixelFormat.Rgb24, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(latents);
        foreach (var one in latents)
            Check(one);
        Latents[] plain = [.. latents.Select(Plain)];
        using var call = _gate.Enter(cancellationToken);
        return new PictureBatches(Networks, Scale).Decode(plain, format, one =>
        {
            var pixels = PixelFormats.Allocate(one.PictureWidth, one.PictureHeight, format);
            DecodeInto(one, pixels, format, 0, null, cancellationToken);
            return new Picture(pixels, one.PictureWidth, one.PictureHeight, format);
        }, progress, cancellationToken);
    }

    /// <summary>Decodes into memory of the caller's.</summary>
    /// <param name="latents">Of this model.</param>
    /// <param name="pixels">Receives the picture, row by row from the top.</param>
    /// <param name="format">Of each pixel.</param>
    /// <param name="stride">Bytes from a row to the next; 0 where rows follow each other without a gap.</param>
    /// <param name="cancellationToken">Ends the work between two layers; rows above those under way are already written.</param>
    /// <inheritdoc cref="ILatentCodec.Decode" path="/exception"/>
    public unsafe void Decode(Latents latents, Span<byte> pixels, PixelFormat format = PixelFormat.Rgb24, int stride = 0, CancellationToken cancellationToken = default)
    {
        Check(latents);
        PixelFormats.CheckedStride(pixels.Length, latents.PictureWidth, latents.PictureHeight, format, stride);
        using var call = _gate.Enter(cancellationToken);
        DecodeInto(latents, pixels, format, stride, null, cancellationToken);
    }

    /// <summary>Decodes into planes of floating point.</summary>
    /// <param name="latents">Of this model.</param>
    /// <param name="planes">Receives [3,H,W], about [-1,1] and not clamped.</param>
    /// <param name="cancellationToken">Ends the work between two layers.</param>
    /// <inheritdoc cref="ILatentCodec.Decode" path="/exception"/>
    public unsafe void Decode(Latents latents, Span<float> planes, CancellationToken cancellationToken = default)
    {
        Check(latents);
        var (width, height) = (latents.PictureWidth, latents.PictureHeight);
        Planes.Check(planes.Length, width, height);
        using var call = _gate.Enter(cancellationToken);
        fixed (float* first = planes)
        {
            var start = (nint)first;
            DecodeTiles(latents, (row, values) => Planes.WriteRow(values, (float*)start, width, height, row), null, cancellationToken);
        }
    }

    /// <summary>Encodes a picture and decodes the posterior's mean.</summary>
    /// <returns>A picture of the same size and format, whose rows follow each other without a gap.</returns>
    /// <inheritdoc cref="ILatentCodec.Encode"/>
    public Picture Reconstruct(Picture picture, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        var latents = Encode(picture, PartOf(progress, 0), cancellationToken);
        return Decode(latents, picture.Format, PartOf(progress, 0.5), cancellationToken);
    }

    /// <summary>Passes a picture through the model as a whole, whatever its size, and keeps intermediate results: what they are, and how large they get.</summary>
    /// <inheritdoc cref="ILatentCodec.Encode" path="/param"/>
    public ModelInspection Inspect(Picture picture, CancellationToken cancellationToken = default)
    {
        if (picture.Width < 1)
            throw new ArgumentException("The picture has no pixels.", nameof(picture));
        using var call = _gate.Enter(cancellationToken);
        return new ModelInspector(Networks).Inspect(picture, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<Latents> EncodeAsync(Picture picture, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        using var call = await _gate.EnterAsync(cancellationToken).ConfigureAwait(false);
        return await Task.Run(() => EncodePicture(picture, progress, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<Picture> DecodeAsync(
        Latents latents, PixelFormat format = PixelFormat.Rgb24, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        Check(latents);
        var pixels = PixelFormats.Allocate(latents.PictureWidth, latents.PictureHeight, format);
        using var call = await _gate.EnterAsync(cancellationToken).ConfigureAwait(false);
        await Task.Run(() => DecodeInto(latents, pixels, format, 0, progress, cancellationToken), cancellationToken).ConfigureAwait(false);
        return new Picture(pixels, latents.PictureWidth, latents.PictureHeight, format);
    }

    /// <summary>Frees weights and memory once the calls under way have ended; later calls are refused.</summary>
    public void Dispose() => _gate.Dispose();

    /// <summary>Runs a network directly on feature maps, under the codec's limit of concurrent calls.</summary>
    /// <inheritdoc cref="INetworkRunner.Run"/>
    /// <param name="network">The encoder's or the decoder's runner.</param>
    internal void Run(
        INetworkRunner network, FeatureMaps input, Func<FeatureMaps, FeatureMaps> outputOf, Action<LayerRun>? observer = null, CancellationToken cancellationToken = default)
    {
        using var call = _gate.Enter(cancellationToken);
        network.Run(input, outputOf, observer, cancellationToken);
    }

    private static LatentCodec Open(ModelSource model, LatentCodecOptions? options)
    {
        try
        {
            options ??= new();
            return new LatentCodec(new CodecNetworks(model.Header.Config, model, options.Tiling, model), model.Header.Scale, options.MaxConcurrentCalls);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private static HalfProgress? PartOf(IProgress<double>? progress, double start) => progress is null ? null : new(progress, start);

    private bool IsCut(TilePlanner tiles, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        return tiles.PlanFor((height - 1) / DownsamplingFactor + 1, (width - 1) / DownsamplingFactor + 1) != TilePlan.Whole;
    }

    private Latents EncodePicture(Picture picture, IProgress<double>? progress, CancellationToken cancellationToken) => EncodeTiles(
        picture.Width, picture.Height,
        (left, top, tile) => PixelReader.Read(picture.Pixels.Span, picture.Width, picture.Height, picture.Format, picture.Stride, left, top, tile),
        progress, cancellationToken);

    private Latents EncodeTiles(int width, int height, TiledEncoder.ReadTile read, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        var moments = new TiledEncoder(Networks).Encode(width, height, read, progress, cancellationToken);
        Finite.Require(moments, "latent");
        var factor = DownsamplingFactor;
        return new Latents(
            moments[..(moments.Length / 2)], moments[(moments.Length / 2)..], Config.LatentChannels,
            (height + factor - 1) / factor, (width + factor - 1) / factor, width, height, Scale);
    }

    private unsafe void DecodeInto(Latents latents, Span<byte> pixels, PixelFormat format, int stride, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var row = latents.PictureWidth * PixelFormats.BytesOf(format);
        var step = stride == 0 ? row : stride;
        fixed (byte* first = pixels)
        {
            var start = (nint)first;
            DecodeTiles(
                latents, (y, values) => PixelWriter.WriteRow(values, format, new Span<byte>((byte*)start + (long)y * step, row)), progress, cancellationToken);
        }
    }

    private void DecodeTiles(Latents latents, TiledDecoder.WriteRow write, IProgress<double>? progress, CancellationToken cancellationToken) =>
        new TiledDecoder(Networks).Decode(
            Plain(latents).Mean, latents.Height, latents.Width, latents.PictureWidth, latents.PictureHeight, write, progress, cancellationToken);

    private Latents Plain(Latents latents) => latents.IsNormalized ? latents.Denormalized(Scale!) : latents;

    private void Check(Latents latents)
    {
        ArgumentNullException.ThrowIfNull(latents);
        if (latents.Channels != Config.LatentChannels)
            throw new ArgumentException($"This model's latents have {Config.LatentChannels} channels; got {latents.Channels}.", nameof(latents));
        if (latents.IsNormalized && Scale is null)
            throw new ArgumentException("The latents are normalized, and this model has no latent_mean and latent_std to undo that.", nameof(latents));
        if (latents.PictureWidth > (long)latents.Width * DownsamplingFactor || latents.PictureHeight > (long)latents.Height * DownsamplingFactor)
        {
            throw new ArgumentException(
                $"A picture of {latents.PictureWidth}x{latents.PictureHeight} is larger than a latent of {latents.Width}x{latents.Height} decodes to.", nameof(latents));
        }
    }

    // Progress<T> would tell from another thread, and later: out of order.
    private sealed class HalfProgress(IProgress<double> whole, double start) : IProgress<double>
    {
        public void Report(double value) => whole.Report(start + value / 2);
    }
}
