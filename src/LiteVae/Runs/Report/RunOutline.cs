using System.Text.Json.Serialization;
using LiteVae.Runs.Description;

namespace LiteVae.Runs.Report;

/// <summary>The small part of <see cref="RunRecord"/> that a list of runs shows; pictures are passed over.</summary>
internal sealed record RunOutline(RunOutline.Plan? Run, RunSummary? Summary, RunOutline.Place? Progress, RunOutline.Sheet? Samples)
{
    /// <summary>Whether what the types allow to be missing is there.</summary>
    public bool IsWhole => Summary is null or { Metrics: not null, Baselines: not null } && Run?.Parts?.All(part => part is not null) != false && Samples?.Rows?.All(row => row is not null) != false;

    internal sealed record Plan(
        string? Recipe, string? Model, string? Data, string? Hardware, IReadOnlyList<ModelPart>? Parts, long TotalSteps, long TotalImages, long ResumedAtStep);

    internal sealed record Place(long Step, long Images);

    internal sealed record Sheet(long Step, long Images, HeadlineFigure? Headline, IReadOnlyList<Row>? Rows);

    internal sealed record Row(double? Score);
}

/// <summary>The form of <c>report.json</c>, of which members that are not asked for are ignored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    Converters = [typeof(PictureJson)])]
[JsonSerializable(typeof(RunOutline))]
internal sealed partial class RunOutlineJson : JsonSerializerContext;
