using System.Text.Json.Serialization;
using LiteVae.Runs.Description;

namespace LiteVae.Runs.Report;

/// <summary>The small part of <see cref="RunRecord"/> that a list of runs shows; pictures are passed over.</summary>
internal sealed record RunOutline(RunOutline.Plan? Run, RunOutline.End? Summary)
{
    internal sealed record Plan(string? Recipe, string? Model, string? Data, string? Hardware, long TotalSteps, long TotalImages);

    internal sealed record End(RunOutcome Outcome, string? Message);
}

/// <summary>The form of <c>report.json</c>, of which members that are not asked for are ignored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(RunOutline))]
internal sealed partial class RunOutlineJson : JsonSerializerContext;
