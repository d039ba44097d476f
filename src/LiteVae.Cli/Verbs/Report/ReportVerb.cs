using System.Text.Json.Nodes;
using LiteVae.Cli.Shared;
using LiteVae.Reports;
using LiteVae.Runs.Folders;
using LiteVae.Runs.Report;

namespace LiteVae.Cli.Verbs.Report;

/// <summary>Writes the report of a run, or of several.</summary>
internal sealed class ReportVerb(Session session)
{
    /// <param name="runs">Run folders; those that are given twice count once.</param>
    /// <param name="output">The page; null for the report of the one run.</param>
    /// <param name="json">Whether to print what the page is of as one JSON object.</param>
    public int Run(IReadOnlyList<string> runs, string? output, bool json)
    {
        string[] distinct = [.. runs.DistinctBy(Path.GetFullPath)];
        var path = output ?? new RunFolder(distinct[0]).Report;
        OutputPath.WriteText(path, RunReports.Render(distinct));
        session.Terminal.Message($"report: {path}");
        if (json)
            session.Terminal.Result(new JsonObject { ["report"] = path, ["runs"] = new JsonArray([.. distinct.Select(run => (JsonNode)ToJson(run, RunStatus.Read(new RunFolder(run))))]) });
        return ExitCode.Done;
    }

    private static JsonObject ToJson(string folder, RunStatus run)
    {
        var json = new JsonObject
        {
            ["run"] = folder,
            ["model"] = run.Model,
            ["recipe"] = run.Recipe,
            ["data"] = run.Data,
            ["parameters"] = run.Parameters,
            ["outcome"] = $"{run.State}".ToLowerInvariant(),
            ["step"] = run.Step,
            ["total_steps"] = run.TotalSteps,
            ["images"] = run.Images,
        };
        if (run is { Headline: { } headline, Score: { } score })
            json["samples"] = NumberWords.ToJson(new Dictionary<string, double> { [headline.Name] = score });
        if (run.Summary is not { } summary)
            return json;
        json["seconds"] = Math.Round(summary.Elapsed.TotalSeconds, 1);
        if (summary.Metrics.Count > 0)
        {
            json["metrics"] = NumberWords.ToJson(summary.Metrics);
            json["evaluated_on"] = summary.EvaluatedOn;
            json["baselines"] = new JsonArray([.. summary.Baselines.Select(b => (JsonNode)new JsonObject { ["name"] = b.Name, ["metrics"] = NumberWords.ToJson(b.Metrics) })]);
        }
        return json;
    }
}
