using System.Text.Json;
using LiteVae.Runs.Description;
using LiteVae.Runs.Folders;

namespace LiteVae.Runs.Report;

/// <summary>What the files of a run folder tell of its run, in a few words. Where the run is, its <see cref="RunHistory"/> tells.</summary>
public sealed record RunStatus
{
    /// <summary>Whether it goes on, and how it ended.</summary>
    public required RunCondition State { get; init; }

    /// <summary>Why it ended, where it failed or was interrupted.</summary>
    public string? Message { get; init; }

    /// <summary>The recipe's name or file; null before the first report has been written.</summary>
    public string? Recipe { get; init; }

    /// <summary>What the model is, in a few words; null before the first report has been written.</summary>
    public string? Model { get; init; }

    /// <summary>Where the data came from; null before the first report has been written.</summary>
    public string? Data { get; init; }

    /// <summary>Processor or accelerator, in words; null before the first report has been written.</summary>
    public string? Hardware { get; init; }

    /// <summary>Steps in all; 0 while that is not known.</summary>
    public long TotalSteps { get; init; }

    /// <summary>Images to be seen in all; 0 while that is not known.</summary>
    public long TotalImages { get; init; }

    /// <summary>Reads the status. A missing or damaged report leaves what it would tell unknown.</summary>
    public static RunStatus Read(RunFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var outline = ReadOutline(folder.ReportRecord);
        var isRunning = RunProcess.Find(folder) is not null;
        return new RunStatus
        {
            State = isRunning ? RunCondition.Running : StateOf(outline?.Summary?.Outcome, folder),
            Message = isRunning ? null : outline?.Summary?.Message,
            Recipe = outline?.Run?.Recipe,
            Model = outline?.Run?.Model,
            Data = outline?.Run?.Data,
            Hardware = outline?.Run?.Hardware,
            TotalSteps = outline?.Run?.TotalSteps ?? 0,
            TotalImages = outline?.Run?.TotalImages ?? 0,
        };
    }

    private static RunOutline? ReadOutline(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            return JsonSerializer.Deserialize(file, RunOutlineJson.Default.RunOutline);
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
