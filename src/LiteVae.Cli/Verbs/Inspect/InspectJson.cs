using System.Text.Json.Nodes;
using LiteVae.Autoencoders;
using LiteVae.Cli.Shared;
using LiteVae.Codec.Inspection;
using LiteVae.Codec.Models;
using LiteVae.Codec.Networks.Costs;

namespace LiteVae.Cli.Verbs.Inspect;

/// <summary>A model as the JSON object of <c>--json</c>.</summary>
internal static class InspectJson
{
    /// <param name="config">The model's config.</param>
    /// <param name="cost">What it costs.</param>
    /// <param name="inside">What it did with an image; null where it had none.</param>
    /// <param name="depth">How deep the list of modules goes.</param>
    public static JsonObject Of(AutoencoderConfig config, ModelCost cost, ModelInspection? inside, int depth) => new()
    {
        ["model"] = ModelSummary.Describe(config),
        ["encoder_parameters"] = cost.EncoderParameters,
        ["decoder_parameters"] = cost.DecoderParameters,
        ["encoder_macs"] = cost.EncoderMacs,
        ["decoder_macs"] = cost.DecoderMacs,
        ["resolution"] = cost.Resolution,
        ["receptive_field"] = cost.ReceptiveField,
        ["latent_channels"] = config.LatentChannels,
        ["downsampling_factor"] = config.DownsamplingFactor,
        ["modules"] = new JsonArray([.. cost.Modules.Where(m => m.Depth <= depth).Select(m => Module(m, cost, inside?.Peaks))]),
        ["feature_maps"] = inside is null ? null : Maps(inside.Balance),
        ["largest_activations"] = inside is null ? null : new JsonObject
        {
            ["encoder"] = Peak(inside.Peaks.Encoder),
            ["decoder"] = Peak(inside.Peaks.Decoder),
        },
        ["config"] = JsonNode.Parse(config.ToJson()),
    };

    private static JsonObject Module(ModuleCost module, ModelCost cost, ActivationPeaks? peaks)
    {
        var json = new JsonObject
        {
            ["name"] = module.Name,
            ["output_shape"] = module.OutputShape is null ? null : new JsonArray([.. module.OutputShape.Select(n => JsonValue.Create(n))]),
            ["parameters"] = module.Parameters,
            ["macs"] = module.Macs,
            ["share"] = module.ShareOf(cost),
        };
        if (peaks is not null)
            json["largest_activation"] = peaks.Within(module.Name) is { } largest ? NumberWords.ToJson(largest) : null;
        return json;
    }

    private static JsonObject Maps(FeatureMapBalance balance) => new()
    {
        ["median_ratio"] = NumberWords.ToJson(balance.Median),
        ["largest_ratio"] = NumberWords.ToJson(balance.Largest),
        ["ratios"] = new JsonArray([.. balance.Ratios.Select(NumberWords.ToJson)]),
    };

    private static JsonObject Peak(ActivationPeak peak) => new()
    {
        ["module"] = peak.Module,
        ["magnitude"] = NumberWords.ToJson(peak.Magnitude),
        ["overflows_float16"] = peak.OverflowsHalf,
    };
}
