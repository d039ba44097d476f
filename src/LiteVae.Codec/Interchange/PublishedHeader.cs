using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Files;
using static System.FormattableString;

namespace LiteVae.Codec.Interchange;

/// <summary>What is known of a published autoencoder without a config.json: its layout from its shapes, and its scale where the file tells it.</summary>
internal static class PublishedHeader
{
    // Latent diffusion keeps the factor of its latents in whole checkpoints, where it was measured rather than given.
    private const string ScaleFactor = "scale_factor";

    /// <exception cref="CheckpointException">The shapes are not those of an autoencoder that is supported, or the scale is damaged.</exception>
    public static ModelHeader Of(TensorFiles files, PublishedTensors published)
    {
        var config = new ShapeRecognition(files.Name, published.Names.ToDictionary(n => n.Key, n => n.Value.Info)).Config();
        try
        {
            // Our export writes the scale into the metadata, for which CompVis's files have no other place.
            var written = files.Single is { } file ? LatentScale.Read(file.Metadata, config.LatentChannels) : null;
            return new ModelHeader(config, written ?? OfFactor(files, published.Prefix, config.LatentChannels));
        }
        catch (FormatException e)
        {
            throw new CheckpointException($"{files.Name}: {e.Message}", e);
        }
    }

    private static LatentScale? OfFactor(TensorFiles files, string prefix, int channels)
    {
        if (prefix.Length == 0 || !files.Tensors.TryGetValue(ScaleFactor, out var info) || info.Count != 1 || !TensorTypes.IsFloat(info.Type))
            return null;
        Span<float> factor = stackalloc float[1];
        files.Read(ScaleFactor, factor);
        return factor[0] > 0 && float.IsFinite(1 / factor[0])
            ? new LatentScale(new double[channels], [.. Enumerable.Repeat(1.0 / factor[0], channels)])
            : throw new FormatException(Invariant($"{ScaleFactor} is {factor[0]}; expected above 0"));
    }
}
