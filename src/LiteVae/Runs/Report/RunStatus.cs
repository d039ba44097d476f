using System.Text.Json;
using LiteVae.Runs.Description;
using LiteVae.Runs.Folders;

namespace LiteVae.Runs.Report;

/// <summary>A run in a few words and numbers, from the files of its folder. Its curves, its <see cref="RunHistory"/> has.</summary>
public sealed record RunStatus
{
    /// <summary>Whether it goes on, and how it ended.</summary>
    public required RunCondition State { get; init; }

    /// <summary>How it ended; null while it goes on, or where nothing tells.</summary>
    public RunSummary? Summary { get; init; }

    /// <summary>The recipe's name or file; null before the first report has been written.</summary>
    public string? Recipe { get; init; }

    /// <summary>What the model is, in a few words; null before the first report has been written.</summary>
    public string? Model { get; init; }

    /// <summary>Where the data came from; null before the first report has been written.</summary>
    public string? Data { get; init; }

    /// <summary>Processor or accelerator, in words; null before the first report has been written.</summary>
    public string? Hardware { get; init; }

    /// <summary>Parameters of all parts of the model; 0 while that is not known.</summary>
    public long Parameters { get; init; }

    /// <summary>Steps that were done when the report was last written.</summary>
    public long Step { get; init; }

    /// <summary>Steps in all; 0 while that is not known.</summary>
    public long TotalSteps { get; init; }

    /// <summary>Images seen when the report was last written.</summary>
    public long Images { get; init; }

    /// <summary>Images to be seen in all; 0 while that is not known.</summary>
    public long TotalImages { get; init; }

    /// <summary>The figure by which samples are judged; null where there is none.</summary>
    public HeadlineFigure? Headline { get; init; }

    /// <summary>Its last value; null before the first samples.</summary>
    public double? Score { get; init; }

    /// <summary>Reads the status. A missing or damaged report leaves what it would tell unknown.</summary>
    public static RunStatus Read(RunFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var (run, summary, progress, samples) = ReadOutline(folder.ReportRecord) ?? new(null, null, null, null);
        var isRunning = RunProcess.Find(folder) is not null;
        return new RunStatus
        {
            State = isRunning ? RunCondition.Running : StateOf(summary?.Outcome, folder),
            Summary = isRunning ? null : summary,
            Recipe = run?.Recipe,
            Model = run?.Model,
            Data = run?.Data,
            Hardware = run?.Hardware,
            Parameters = run?.Parts?.Sum(part => part.Parameters) ?? 0,
            Step = summary?.Step ?? progress?.Step ?? samples?.Step ?? run?.ResumedAtStep ?? 0,
            TotalSteps = run?.TotalSteps ?? 0,
            Images = summary?.Images ?? progress?.Images ?? samples?.Images ?? 0,
            TotalImages = run?.TotalImages ?? 0,
            Headline = samples?.Headline,
            Score = samples?.Rows?.Average(row => row.Score),
        };
    }

    private static RunOutline? ReadOutline(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            return JsonSerializer.Deserialize(file, RunOutlineJson.Default.RunOutline) is { IsWhole: true } outline ? outline : null;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static RunCondition StateOf(RunOutcome? outcome, RunFolder folder) => outcome switch
    {
        RunOutcome.Finished => RunCondition.Finished,
        RunOutcome.Interrupted => RunCondition.Interrupted,
        RunOutcome.Failed => RunCondition.Failed,
        null when File.Exists(folder.Model) => RunCondition.Finished, // a run of an older version; the model is written at the end
        _ => RunCondition.Unknown,
    };
}
