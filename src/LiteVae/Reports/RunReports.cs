using LiteVae.Codec.Configuration;
using LiteVae.Diffusion.Training;
using LiteVae.Pages;
using LiteVae.Runs;
using LiteVae.Runs.Description;
using LiteVae.Runs.Folders;
using LiteVae.Runs.Report;
using LiteVae.Runs.Report.Comparison;
using LiteVae.Training.Report;

namespace LiteVae.Reports;

/// <summary>Writes reports of runs, of autoencoders and of diffusion models, from the files of their folders.</summary>
public static class RunReports
{
    private static readonly ReportContent[] s_contents = [AutoencoderReport.Content, DiffusionReport.Content];

    /// <summary>The report as one HTML page that needs no other file: of one run, the page that its training writes; of several, all of them side by side.</summary>
    /// <param name="runs">Run folders, at least one; a run may still be going on.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    /// <exception cref="TrainingException">A folder holds no run whose report can be written, or a file in it is damaged.</exception>
    /// <exception cref="ConfigException">The configuration of a run cannot be read.</exception>
    public static string Render(params IReadOnlyList<string> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        if (runs.Count == 0)
            throw new ArgumentException("A report is of at least one run.", nameof(runs));
        ReportData[] data = [.. runs.Select(run => ReportData.Read(new RunFolder(run), s_contents))];
        if (data.Length == 1)
            return RunReport.Render(data[0]);
        var names = new ShortNames(runs);
        return ComparisonReport.Render([.. data.Select((run, i) => new ComparedRun(names[runs[i]], runs[i], i, run))], DateTimeOffset.UtcNow);
    }
}
