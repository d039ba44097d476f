using System.Text.Json.Nodes;

namespace LiteVae.Experiments.Report;

/// <summary>A result as JSON.</summary>
internal static class ReproductionJson
{
    public static JsonObject Of(ReproductionResult result) => new()
    {
        ["table"] = result.Table,
        ["title"] = result.Title,
        ["source"] = result.Source,
        ["scale"] = Name(result.Scale),
        ["seeds"] = result.Seeds,
        ["data"] = Texts(result.Data),
        ["notices"] = Texts(result.Notices),
        ["rows"] = new JsonArray([.. result.Rows.Select(Row)]),
        ["claims"] = new JsonArray([.. result.Claims.Select(Claim)]),
        ["page"] = result.Page,
    };

    private static JsonObject Row(MeasuredRow row) => new()
    {
        ["name"] = row.Name,
        ["caption"] = row.Caption,
        ["paper"] = new JsonObject(row.Paper.Select(f => KeyValuePair.Create<string, JsonNode?>(f.Key, Number(f.Value)))),
        ["measured"] = new JsonArray([.. row.Figures.Select(f => new JsonObject
        {
            ["metric"] = f.Name,
            ["resolution"] = f.Resolution,
            ["value"] = Number(f.Value),
            ["lower"] = Number(f.Lower),
            ["upper"] = Number(f.Upper),
            ["trainings"] = new JsonArray([.. f.Trainings.Select(t => Number(t))]),
        })]),
        ["runs"] = Texts(row.Runs),
    };

    private static JsonObject Claim(ClaimOutcome claim) => new()
    {
        ["text"] = claim.Text,
        ["row"] = claim.Row,
        ["against"] = claim.Against,
        ["metric"] = claim.Metric,
        ["measured_as"] = claim.MeasuredAs,
        ["paper_difference"] = Number(claim.PaperDifference),
        ["difference"] = Number(claim.Difference),
        ["lower"] = Number(claim.Lower),
        ["upper"] = Number(claim.Upper),
        ["verdict"] = claim.Verdict switch { ClaimVerdict.Supported => "supported", ClaimVerdict.Contradicted => "contradicted", _ => "cannot_tell" },
        ["sentence"] = claim.Sentence,
    };

    /// <summary>The name of a scale in files and on the command line.</summary>
    public static string Name(ExperimentScale scale) => scale.ToString().ToLowerInvariant();

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode?)t)]);

    // JSON has no word for what is not finite.
    private static JsonValue? Number(double? value) => value is { } number && double.IsFinite(number) ? JsonValue.Create(number) : null;
}
