using LiteVae.Codec.Configuration;
using LiteVae.Codec.Diffusion.Denoisers.Stages;
using LiteVae.Codec.Models.Files;
using LiteVae.Codec.Networks;

namespace LiteVae.Codec.Diffusion.Denoisers;

/// <summary>A denoiser prepared for inference: it computes in float32 on a processor, without libtorch.</summary>
/// <remarks>Several threads may use one at once. A latent's prediction is the same to the bit whatever batch it is a part of.</remarks>
public sealed class DenoiserNetwork : IDenoiserNetwork
{
    // Positions of all latents computed at once, which bounds the memory of their feature maps.
    private const long PositionsAtOnce = 16 * 32 * 32;

    private readonly DenoiserStage _network;
    private readonly FeatureMapPools _pools = new();
    private bool _isDisposed;

    private DenoiserNetwork(DenoiserConfig config, DenoiserStage network) => (Config, _network) = (config, network);

    /// <summary>The config that it was made from.</summary>
    public DenoiserConfig Config { get; }

    /// <summary>Reads and prepares the weights of a denoiser.</summary>
    /// <param name="config">The config of the network that they were trained in.</param>
    /// <param name="source">The weights, under latent diffusion's names for a UNet and DiT's for a transformer; not needed afterwards.</param>
    /// <param name="prefix">What these names begin with in the source, such as "model.diffusion_model."; other names are left alone.</param>
    /// <exception cref="ConfigException">The config is invalid; every problem is named.</exception>
    /// <exception cref="CheckpointException">Weights are missing, unexpected or of another shape or kind: all are named.</exception>
    public static DenoiserNetwork Create(DenoiserConfig config, ITensorSource source, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(prefix);
        config.ThrowIfInvalid();
        Check(config, source, prefix);
        return new(config, DenoiserStage.Create(config, new Weights(source, prefix)));
    }

    /// <summary>Checks that a source has all weights that a config needs, of the right shapes, and no others.</summary>
    /// <exception cref="CheckpointException">Weights are missing, unexpected or of another shape or kind: all are named.</exception>
    internal static void Check(DenoiserConfig config, ITensorSource source, string prefix = "")
    {
        var expected = new Weights(null, prefix);
        DenoiserStage.Create(config, expected).Dispose();
        WeightCheck.Require(expected.Declared, source, prefix);
    }

    /// <summary>Makes a denoiser with random weights: for measuring its speed.</summary>
    /// <param name="config">The config of the network.</param>
    /// <exception cref="ConfigException">The config is invalid; every problem is named.</exception>
    public static DenoiserNetwork CreateRandom(DenoiserConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.ThrowIfInvalid();
        var weights = new Weights(null);
        DenoiserStage.Create(config, weights).Dispose();
        return Create(config, new RandomTensors(weights.Declared));
    }

    /// <summary>Predicts what the network was trained to: the noise of noisy latents, or whatever else.</summary>
    /// <param name="latents">Noisy latents [B,Z,h,w], row-major.</param>
    /// <param name="height">h, a multiple of the factor by which the network reduces it, or of its patch.</param>
    /// <param name="width">w, likewise.</param>
    /// <param name="times">The step of each latent, or one for all, from 0 (data) to about 1000 (noise).</param>
    /// <param name="classes">The class of each latent, or one for all; empty for a network without classes.</param>
    /// <param name="prediction">Receives as many values.</param>
    /// <param name="cancellationToken">Ends the work between two layers.</param>
    /// <exception cref="ArgumentException">Sizes do not agree with each other or with the network, or there is no such class.</exception>
    /// <exception cref="OperationCanceledException">The work was ended.</exception>
    /// <exception cref="ObjectDisposedException">The network was disposed.</exception>
    public void Predict(
        ReadOnlySpan<double> latents, int height, int width, ReadOnlySpan<double> times, ReadOnlySpan<int> classes, Span<double> prediction,
        CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var count = Count(latents.Length, height, width);
        if (prediction.Length != latents.Length)
            throw new ArgumentException($"Expected a prediction of {latents.Length} values; got {prediction.Length}.", nameof(prediction));
        var (time, label) = (new float[count], new int[Config.Labels > 0 ? count : 0]);
        Spread(times, "time", "times", time);
        Spread(classes, "class", "classes", label);
        foreach (var number in label)
        {
            if (number < 0 || number >= Config.Labels)
                throw new ArgumentException($"Expected classes from 0 to {Config.Labels - 1}; got {number}.", nameof(classes));
        }
        var pool = _pools.Take();
        try
        {
            var workspace = new Workspace(pool, cancellationToken: cancellationToken);
            var length = Config.Channels * height * width;
            var part = (int)Math.Clamp(PositionsAtOnce / ((long)height * width), 1, Math.Max(1, count));
            for (var first = 0; first < count; first += part)
            {
                var images = Math.Min(part, count - first);
                var x = workspace.Rent(images, height, width, Config.Channels);
                LatentMaps.Read(latents.Slice(first * length, images * length), x.Maps);
                var labels = label.Length > 0 ? label.AsSpan(first, images) : default;
                var y = _network.Run(x, time.AsSpan(first, images), labels, workspace);
                LatentMaps.Write(y.Maps, prediction.Slice(first * length, images * length));
                pool.ReturnAll();
            }
        }
        finally
        {
            _pools.Return(pool);
        }
    }

    /// <summary>The network as samplers call it.</summary>
    /// <param name="height">Of the latents.</param>
    /// <param name="width">Of the latents.</param>
    /// <param name="classes">The class of each latent, or one for all; null or empty for a network without classes.</param>
    /// <param name="guidance">
    /// Weight of classifier-free guidance, away from the last class, which then stands for none; both predictions are computed in one
    /// batch. 1: no guidance.
    /// </param>
    /// <param name="timeFactor">The factor from the sampler's times to the network's: 1 for steps, usually 1000 for the times of rectified flow.</param>
    /// <param name="cancellationToken">Ends the work between two layers.</param>
    /// <exception cref="ArgumentException">Guidance without classes.</exception>
    public Denoise AsDenoise(
        int height, int width, IReadOnlyList<int>? classes = null, double guidance = 1, double timeFactor = 1, CancellationToken cancellationToken = default)
    {
        int[] given = [.. classes ?? []];
        if (guidance == 1)
            return (latents, time, prediction) => Predict(latents, height, width, [timeFactor * time], given, prediction, cancellationToken);
        if (Config.Labels < 2 || given.Length == 0)
            throw new ArgumentException($"Guidance needs classes, and one more that stands for none; the network has {Config.Labels}, and {given.Length} were given.", nameof(guidance));
        return Guidance.Guide(
            (latents, time, prediction) =>
            {
                var count = Count(latents.Length, height, width) / 2;
                var both = new int[2 * count];
                Spread(given, "class", "classes", both.AsSpan(0, count));
                both.AsSpan(count).Fill(Config.Labels - 1);
                Predict(latents, height, width, [timeFactor * time], both, prediction, cancellationToken);
            },
            guidance);
    }

    /// <inheritdoc/>
    Denoise IDenoiserNetwork.Bind(int height, int width, IReadOnlyList<int>? labels) => AsDenoise(height, width, labels);

    /// <summary>Frees the weights and the memory of feature maps. No call may be under way.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _network.Dispose();
        _pools.Dispose();
    }

    private static void Spread<TFrom, TTo>(ReadOnlySpan<TFrom> given, string one, string many, Span<TTo> all)
        where TFrom : System.Numerics.INumberBase<TFrom>
        where TTo : System.Numerics.INumberBase<TTo>
    {
        if (given.Length != all.Length && !(given.Length == 1 && all.Length > 0))
            throw new ArgumentException($"Expected one {one} or {all.Length} {many}; got {given.Length}.", many);
        for (var i = 0; i < all.Length; i++)
            all[i] = TTo.CreateChecked(given[given.Length == 1 ? 0 : i]);
    }

    private int Count(int values, int height, int width)
    {
        DenoiserStage.RequireSize(Config, height, width);
        var (count, rest) = Math.DivRem((long)values, (long)Config.Channels * height * width);
        return rest == 0
            ? (int)count
            : throw new ArgumentException($"The denoiser expects latents [B,{Config.Channels},{height},{width}]; got {values} values.", nameof(values));
    }
}
