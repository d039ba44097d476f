using LiteVae.Codec.Models.Encoders;
using LiteVae.Codec.Networks;
using LiteVae.Codec.Pixels;
using LiteVae.Codec.Tiles;

namespace LiteVae.Codec.Inspection;

/// <summary>Passes a picture through both networks, as a whole, and keeps what it sees on the way.</summary>
/// <param name="networks">The networks.</param>
internal sealed unsafe class ModelInspector(CodecNetworks networks)
{
    // The blocks of the decoder's highest resolution; their parts lie deeper.
    private const string LastBlocks = "decoder.up.0.block.";

    private const string Extractors = "encoder.feature_extractor";

    private readonly ActivationPeaks _peaks = new();
    private readonly List<LevelFeatures> _extracted = [];
    private ChannelPlanes? _lastMaps;

    public ModelInspection Inspect(Picture picture, CancellationToken cancellationToken)
    {
        var (factor, channels) = (networks.Config.DownsamplingFactor, networks.Config.LatentChannels);
        var (height, width) = ((picture.Height + factor - 1) / factor, (picture.Width + factor - 1) / factor);
        using var image = new FloatBuffer(3L * height * width * factor * factor, clear: false);
        var input = new FeatureMaps(image.Pointer, 1, height * factor, width * factor, 3);
        PixelReader.Read(picture.Pixels.Span, picture.Width, picture.Height, picture.Format, picture.Stride, 0, 0, input);

        using var momentsBuffer = new FloatBuffer(2L * channels * height * width, clear: false);
        var moments = new FeatureMaps(momentsBuffer.Pointer, 1, height, width, 2 * channels);
        networks.Encoder.Run(input, _ => moments, SeeEncoder, cancellationToken);

        using var meanBuffer = new FloatBuffer((long)channels * height * width, clear: false);
        var mean = new FeatureMaps(meanBuffer.Pointer, 1, height, width, channels);
        for (var position = 0L; position < mean.Positions; position++)
            new ReadOnlySpan<float>(moments.Data + position * 2 * channels, channels).CopyTo(new Span<float>(mean.Data + position * channels, channels));
        networks.Decoder.Run(mean, _ => input, SeeDecoder, cancellationToken); // over the picture, which the encoder has read
        return new ModelInspection(ChannelPlanes.Of(mean, height, width), ChannelPlanes.Of(input, picture.Height, picture.Width), _extracted, _lastMaps!, _peaks);
    }

    // Extractors run in the order of their levels; one that the levels share runs once for each.
    private void SeeEncoder(LayerRun run)
    {
        _peaks.See(run);
        if (networks.Config.Encoder is LiteVaeEncoderConfig { Levels: var levels } && run.Name.StartsWith(Extractors, StringComparison.Ordinal) && !run.Name.AsSpan(Extractors.Length).Contains('.'))
            _extracted.Add(new LevelFeatures(levels[_extracted.Count], ChannelPlanes.Of(run.Output, run.Output.Height, run.Output.Width)));
    }

    private void SeeDecoder(LayerRun run)
    {
        _peaks.See(run);
        if (run.Name.StartsWith(LastBlocks, StringComparison.Ordinal) && !run.Name.AsSpan(LastBlocks.Length).Contains('.'))
            _lastMaps = ChannelPlanes.Of(run.Output, run.Output.Height, run.Output.Width);
    }
}
