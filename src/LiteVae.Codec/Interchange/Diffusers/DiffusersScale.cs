using System.Text.Json;
using LiteVae.Codec.Models;
using static System.FormattableString;

namespace LiteVae.Codec.Interchange.Diffusers;

/// <summary>The scale of latents in a config.json: one factor and one shift, or statistics of each channel.</summary>
/// <remarks>
/// Diffusers' pipelines give a denoiser (z - shift_factor) scaling_factor, or (z - latents_mean) scaling_factor / latents_std. Ours is
/// (z - mean) / std, so that std is 1 / scaling_factor, or latents_std / scaling_factor.
/// </remarks>
internal static class DiffusersScale
{
    /// <summary>The factor of Stable Diffusion 1: what diffusers takes where a config says nothing.</summary>
    public const double StandardFactor = 0.18215;

    /// <summary>Reads the scale; what is wrong is added to the problems.</summary>
    public static LatentScale? Read(DiffusersValues values, int channels)
    {
        var factor = values.Number("scaling_factor") ?? StandardFactor;
        var shift = values.Number("shift_factor");
        var (means, deviations) = (values.Numbers("latents_mean"), values.Numbers("latents_std"));
        if (channels is < 1 or > 1024)
            return null; // the config's own check names it
        values.Require(factor > 0 && double.IsFinite(1 / factor), "scaling_factor", Invariant($"expected above 0; found {factor}"));
        values.Require(means is null == deviations is null, "latents_std", "expected latents_mean and latents_std, or neither");
        if (means is null || deviations is null)
            return new LatentScale([.. Enumerable.Repeat(shift ?? 0, channels)], [.. Enumerable.Repeat(1 / factor, channels)]);
        values.Require(shift is null or 0, "shift_factor", "expected none beside latents_mean");
        values.Require(means.Count == channels, "latents_mean", $"expected {channels} numbers; found {means.Count}");
        values.Require(deviations.Count == channels, "latents_std", $"expected {channels} numbers; found {deviations.Count}");
        double[] scaled = [.. deviations.Select(d => d / factor)];
        values.Require(scaled.All(d => d > 0 && double.IsFinite(d)), "latents_std", "expected numbers above 0");
        return new LatentScale(means, scaled);
    }

    /// <summary>Writes the scale: as one factor and one shift where all channels have the same, otherwise as statistics; a factor of 1 where there is none.</summary>
    public static void Write(Utf8JsonWriter json, LatentScale? scale)
    {
        var (means, deviations) = (scale?.Mean ?? [0], scale?.StandardDeviation ?? [1]);
        if (means.Distinct().Count() == 1 && deviations.Distinct().Count() == 1 && double.IsFinite(1 / deviations[0]))
        {
            json.WriteNumber("scaling_factor", 1 / deviations[0]);
            if (means[0] != 0)
                json.WriteNumber("shift_factor", means[0]);
            return;
        }
        json.WriteNumber("scaling_factor", 1);
        foreach (var (key, values) in new[] { ("latents_mean", means), ("latents_std", deviations) })
        {
            json.WriteStartArray(key);
            foreach (var value in values)
                json.WriteNumberValue(value);
            json.WriteEndArray();
        }
    }
}
