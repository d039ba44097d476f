using System.Text.Json.Nodes;
using LiteVae.Cli.Shared;
using LiteVae.Cli.Verbs.Evaluate;
using LiteVae.Evaluation.Generation;

namespace LiteVae.Cli.Verbs.Diffusion;

/// <summary>An evaluation of samples as the JSON object of <c>--json</c>.</summary>
internal static class GenerationJson
{
    public static JsonObject Of(string model, GenerationResult result, EvaluationSettings settings)
    {
        var latents = new JsonObject { ["samples"] = LatentText.ToJson(result.Latents) };
        if (result.RealLatents is { } real)
            latents["training"] = LatentText.ToJson(real);
        var json = new JsonObject
        {
            ["model"] = model,
            ["samples"] = result.Samples,
            ["images"] = result.Images,
            ["metrics"] = NumberWords.ToJson(result.Metrics),
            ["latents"] = latents,
            ["skipped"] = result.Skipped,
            ["settings"] = settings.ToJson(),
        };
        if (result.Warnings.Count > 0)
            json["warnings"] = new JsonArray([.. result.Warnings.Select(w => JsonValue.Create(w))]);
        if (result.Partial)
            json["partial"] = true;
        return json;
    }
}
