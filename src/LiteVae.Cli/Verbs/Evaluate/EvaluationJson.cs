using System.Text.Json.Nodes;
using LiteVae.Cli.Shared;
using LiteVae.Codec.Networks;
using LiteVae.Codec.Networks.Costs;
using LiteVae.Evaluation;
using LiteVae.Evaluation.Report;
using LiteVae.Evaluation.Statistics;

namespace LiteVae.Cli.Verbs.Evaluate;

/// <summary>An evaluation as the JSON object of <c>--json</c>.</summary>
internal static class EvaluationJson
{
    public static JsonObject Of(IReadOnlyList<EvaluationPass> passes, EvaluationSettings settings, IReadOnlyDictionary<int, IReadOnlyList<ModelCost>> costs, double? peakMemoryMiB)
    {
        var json = new JsonObject
        {
            ["models"] = new JsonArray([.. passes.SelectMany((p, pass) => p.Results.Select((r, i) => Model(r, costs.GetValueOrDefault(i)?[pass])))]),
            ["settings"] = settings.ToJson(),
        };
        if (passes.SelectMany(p => p.Differences.Select(d => Difference(d, p.Results[0].Resolution))).ToArray() is { Length: > 0 } differences)
            json["differences"] = new JsonArray([.. differences]);
        if (passes.SelectMany(p => p.Results).SelectMany(r => r.Warnings).Distinct().ToArray() is { Length: > 0 } warnings)
            json["warnings"] = new JsonArray([.. warnings.Select(w => JsonValue.Create(w))]);
        if (peakMemoryMiB is { } peak)
            json["peak_memory_mib"] = Math.Round(peak, 1);
        return json;
    }

    private static JsonObject Model(ReconstructionResult result, ModelCost? cost)
    {
        var json = new JsonObject
        {
            ["model"] = result.Name,
            ["images"] = result.Images,
            ["metrics"] = NumberWords.ToJson(result.Metrics),
            ["skipped"] = result.Skipped,
        };
        if (result.Resolution is { } resolution)
            json["resolution"] = resolution;
        var intervals = result.Values.Keys.Select(m => (Metric: m, Interval: result.IntervalOf(m))).Where(i => i.Interval is not null).ToArray();
        if (result.Values.Count > 0)
            json["counts"] = new JsonObject([.. result.Values.Keys.Select(m => KeyValuePair.Create<string, JsonNode?>(m, result.CountOf(m)))]);
        if (intervals.Length > 0)
            json["intervals"] = new JsonObject([.. intervals.Select(i => KeyValuePair.Create<string, JsonNode?>(i.Metric, Ends(i.Interval!.Value)))]);
        if (result.Latents is { } latents)
            json["latents"] = LatentText.ToJson(latents);
        if (result.Spectrum is { } spectrum)
        {
            json["spectrum"] = new JsonObject
            {
                ["frequency"] = NumberWords.ToJson(spectrum.Latent.Frequencies),
                ["latent"] = NumberWords.ToJson(spectrum.Latent.Power),
                ["image"] = NumberWords.ToJson(spectrum.Image.Power),
            };
        }
        if (result.FeatureMaps is { } maps)
            json["feature_maps"] = NumberWords.ToJson(new Dictionary<string, double> { ["median_ratio"] = maps.Median, ["largest_ratio"] = maps.Largest });
        if (cost is not null)
        {
            json["cost"] = new JsonObject
            {
                ["encoder_parameters"] = cost.EncoderParameters,
                ["decoder_parameters"] = cost.DecoderParameters,
                ["encoder_macs"] = cost.EncoderMacs,
                ["decoder_macs"] = cost.DecoderMacs,
                ["macs_resolution"] = cost.Resolution,
                ["images_per_second"] = result.ImagesPerSecond,
            };
        }
        if (result.Partial)
            json["partial"] = true;
        return json;
    }

    private static JsonObject Difference(MetricDifference difference, int? resolution)
    {
        var json = new JsonObject
        {
            ["model"] = difference.Candidate,
            ["against"] = difference.Against,
            ["metric"] = difference.Metric,
            ["difference"] = difference.Difference.Estimate,
            ["interval"] = Ends(difference.Difference),
            ["confidence"] = difference.Difference.Confidence,
            ["verdict"] = EvaluationText.Verdict(difference),
        };
        if (resolution is { } r)
            json["resolution"] = r;
        return json;
    }

    private static JsonArray Ends(ConfidenceInterval interval) => [interval.Lower, interval.Upper];
}
