using LiteVae.Codec.Models.Encoders;
using LiteVae.Runtime.Numbers;
using LiteVae.Wavelets;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Training.Networks.Linear;

/// <summary>Makes LiteVAE's untrained encoder give the principal components of blocks of pixels: the Karhunen-Loeve transform of images.</summary>
/// <remarks>
/// The extractors pass the sub-bands on. The finest level holds all that there is to know of a block, so its downsampling convolution
/// computes the components; with average pooling, which leaves no choice, the aggregator takes the best of what it is given.
/// </remarks>
internal sealed class LinearWaveletEncoder(ModelWeights weights, LiteVaeEncoderConfig config, FitSamples samples)
{
    private const int Bands = 12;

    // The sub-bands that an extractor has room for.
    private readonly int _passed = Math.Min(Bands, LinearFeatureNetwork.Room(config.Extractor));

    /// <summary>Sets the encoder's weights.</summary>
    /// <param name="latentChannels">Z.</param>
    public void Fit(int latentChannels)
    {
        using var scope = NewDisposeScope();
        var room = Math.Min(latentChannels, LinearFeatureNetwork.Room(config.Aggregator));
        if (_passed == 0)
            return;
        var identity = eye(_passed).view(_passed, _passed, 1, 1);
        foreach (var extractor in Extractors())
            LinearFeatureNetwork.PassOn(weights, extractor, config.Extractor, identity, zeros(_passed));
        FitDownsampling();
        if (room == 0)
            return;

        const string Aggregator = "encoder.feature_aggregator";
        var map = samples.Fit(i => Features(samples.Images[i]), (positions, features) => positions.Blocks(features, 1), samples.Images, config.DownsamplingFactor, room, whitening: 1);
        LinearFeatureNetwork.PassOn(weights, Aggregator, config.Aggregator, map.Kernel(1), map.Bias);
        weights[$"{Aggregator}.out_layer.weight"].narrow(0, latentChannels, latentChannels).zero_(); // the log variance is its bias
    }

    private IEnumerable<string> Extractors() => config.ShareExtractor
        ? ["encoder.feature_extractor"]
        : config.Levels.Select(level => $"encoder.feature_extractor_L{level}");

    private void FitDownsampling()
    {
        var level = config.Levels[0];
        var factor = FactorOf(level);
        if (factor == 1 || config.Downsample != DownsampleKind.Convolution)
            return;
        var map = samples.Fit(i => PassedBands(samples.Images[i], level), (positions, bands) => positions.Blocks(bands, factor),
            samples.Images, config.DownsamplingFactor, Bands, whitening: 1);
        weights.Set($"encoder.downsample_L{level}", map.Kernel(factor), map.Bias);
    }

    // What the aggregator is given.
    private Tensor Features(Tensor images) =>
        cat([.. config.Levels.Select(level => Downsampled(level, functional.pad(PassedBands(images, level), [0, 0, 0, 0, 0, Bands - _passed])))], 1);

    private Tensor Downsampled(int level, Tensor bands)
    {
        var factor = FactorOf(level);
        if (factor == 1)
            return bands;
        return config.Downsample == DownsampleKind.AveragePool
            ? functional.avg_pool2d(bands, factor)
            : functional.conv2d(bands, weights[$"encoder.downsample_L{level}.weight"], weights[$"encoder.downsample_L{level}.bias"], strides: [factor, factor]);
    }

    private int FactorOf(int level) => 1 << (config.Levels[^1] - level);

    private Tensor PassedBands(Tensor images, int level) => HaarTransform.Pyramid(images, level)[level - 1].DividedBy(1 << level).narrow(1, 0, _passed);
}
