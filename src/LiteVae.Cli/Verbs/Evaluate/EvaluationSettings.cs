using System.Text.Json.Nodes;
using LiteVae.Evaluation.Inception;
using LiteVae.Inference;
using LiteVae.Losses.Perceptual;

namespace LiteVae.Cli.Verbs.Evaluate;

/// <summary>How figures came about, as every form of output names it.</summary>
/// <param name="Rows">Names and values.</param>
internal sealed record EvaluationSettings(IReadOnlyList<KeyValuePair<string, string>> Rows)
{
    /// <summary>The words for the conventions of FID on the command line.</summary>
    public static IReadOnlyDictionary<string, FidConvention> FidConventions { get; } = new Dictionary<string, FidConvention>
    {
        ["pytorch-fid"] = FidConvention.PytorchFid,
        ["clean-fid"] = FidConvention.CleanFid,
        ["torch-fidelity"] = FidConvention.TorchFidelity,
    };

    /// <summary>The words for LPIPS's networks.</summary>
    public static IReadOnlyDictionary<string, PerceptualNetwork> LpipsNetworks { get; } =
        Enum.GetValues<PerceptualNetwork>().ToDictionary(n => n.ToString().ToLowerInvariant());

    public string Sentence => string.Join(", ", Rows.Select(r => $"{r.Key.Replace('_', ' ')} {r.Value}"));

    public JsonObject ToJson() => new([.. Rows.Select(r => KeyValuePair.Create<string, JsonNode?>(r.Key, r.Value))]);

    /// <param name="request">What was asked for.</param>
    /// <param name="precision">What models computed in, where "auto" was asked for too; null where there are none.</param>
    public static EvaluationSettings Of(EvaluateRequest request, InferencePrecision? precision)
    {
        List<KeyValuePair<string, string>> rows = [];
        void Add(string name, string value) => rows.Add(new(name, value));
        if (request.Images is { } images)
        {
            Add("images", images);
            Add("reference", request.Reference!);
        }
        else
        {
            Add("data", request.Data!);
            Add("precision", $"{precision}".ToLowerInvariant());
            Add("weights", request.Raw ? "raw" : "ema");
            Add("decoded", request.Sample ? "sample" : "mean");
            Add("batch_size", $"{request.BatchSize}");
        }
        Add("resolution", string.Join(' ', request.Resolutions.Select(r => r is { } side ? $"{side}" : "whole images")));
        if (request.Metrics.Contains("lpips"))
            Add("lpips_net", LpipsNetworks.First(n => n.Value == request.LpipsNetwork).Key);
        if (request.Metrics.Contains("rfid") || request.Metrics.Contains("kid"))
            Add("fid_resize", FidConventions.First(c => c.Value == request.FidConvention).Key);
        if (request.Metrics.Any(m => m is "mmd" or "latents" or "spectrum"))
            Add("latents", "posterior samples");
        Add("seed", $"{request.Seed}");
        Add("device", request.Compute.Device);
        return new(rows);
    }
}
