using System.Globalization;

namespace LiteVae.Codec.Models;

/// <summary>Measured statistics of a model's latents, per channel: what readers of latents normalize by, z' = (z - mean) / std.</summary>
/// <param name="Mean">Per channel.</param>
/// <param name="StandardDeviation">Per channel, above 0.</param>
public sealed record LatentScale(IReadOnlyList<double> Mean, IReadOnlyList<double> StandardDeviation)
{
    private const string MeanKey = "latent_mean";
    private const string DeviationKey = "latent_std";

    /// <summary>A value of a latent as diffusion models see it: (z - mean) / std.</summary>
    internal double Normalize(double value, int channel) => (value - Mean[channel]) / StandardDeviation[channel];

    /// <summary>The inverse of <see cref="Normalize(double, int)"/>.</summary>
    internal double Denormalize(double value, int channel) => value * StandardDeviation[channel] + Mean[channel];

    /// <summary>A whole latent, normalized.</summary>
    /// <param name="latent">[Z,h,w].</param>
    /// <param name="positions">h times w.</param>
    internal float[] Normalize(ReadOnlySpan<float> latent, int positions)
    {
        var result = new float[latent.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = (float)Normalize(latent[i], i / positions);
        return result;
    }

    /// <summary>The inverse of <see cref="Normalize(ReadOnlySpan{float}, int)"/>.</summary>
    internal float[] Denormalize(ReadOnlySpan<float> latent, int positions)
    {
        var result = new float[latent.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = (float)Denormalize(latent[i], i / positions);
        return result;
    }

    /// <summary>Reads <c>latent_mean</c> and <c>latent_std</c> of a model file's metadata.</summary>
    /// <param name="metadata">The file's.</param>
    /// <param name="channels">Channels of the latent.</param>
    /// <returns>Null where the file has neither.</returns>
    /// <exception cref="FormatException">They are not as many finite numbers as there are channels, or a deviation is not above 0.</exception>
    internal static LatentScale? Read(IReadOnlyDictionary<string, string> metadata, int channels)
    {
        if (!metadata.ContainsKey(MeanKey) && !metadata.ContainsKey(DeviationKey))
            return null;
        var scale = new LatentScale(Parse(metadata, MeanKey, channels), Parse(metadata, DeviationKey, channels));
        return scale.StandardDeviation.All(d => d > 0) ? scale : throw new FormatException($"{DeviationKey} has a value that is not above 0");
    }

    /// <summary>Writes both keys into metadata.</summary>
    internal void Write(IDictionary<string, string> metadata)
    {
        metadata[MeanKey] = Join(Mean);
        metadata[DeviationKey] = Join(StandardDeviation);
    }

    private static double[] Parse(IReadOnlyDictionary<string, string> metadata, string key, int channels)
    {
        var parts = metadata.GetValueOrDefault(key, "").Split(',');
        var values = new double[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out values[i]) || !double.IsFinite(values[i]))
                throw new FormatException($"{key} has \"{parts[i]}\" where a number belongs");
        }
        return values.Length == channels ? values : throw new FormatException($"{key} has {values.Length} values for {channels} latent channels");
    }

    private static string Join(IEnumerable<double> values) => string.Join(',', values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)));
}
