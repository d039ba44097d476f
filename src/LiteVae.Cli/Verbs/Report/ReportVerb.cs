using LiteVae.Cli.Shared;
using LiteVae.Reports;
using LiteVae.Runs.Folders;

namespace LiteVae.Cli.Verbs.Report;

/// <summary>Writes the report of a run, or of several.</summary>
internal sealed class ReportVerb(Session session)
{
    /// <param name="runs">Run folders; those that are given twice count once.</param>
    /// <param name="output">The page; null for the report of the one run.</param>
    public int Run(IReadOnlyList<string> runs, string? output)
    {
        string[] distinct = [.. runs.DistinctBy(Path.GetFullPath)];
        var path = output ?? new RunFolder(distinct[0]).Report;
        OutputPath.WriteText(path, RunReports.Render(distinct));
        session.Terminal.Message($"report: {path}");
        return ExitCode.Done;
    }
}
