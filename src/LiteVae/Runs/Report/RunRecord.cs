using System.Text.Json;
using LiteVae.Codec.Models.Files;
using LiteVae.Runs.Description;

namespace LiteVae.Runs.Report;

/// <summary>What a report shows besides the files of its run folder, as <c>report.json</c> keeps it, so that the report can be written anew or beside those of other runs.</summary>
/// <param name="Task">The name of the task's <see cref="ReportContent"/>.</param>
/// <param name="Run">What is fixed for the run.</param>
/// <param name="Summary">How the run ended; null while it goes on.</param>
/// <param name="Progress">Where the run is; null before its first step.</param>
/// <param name="Samples">The last samples, with their pictures; null where there are none.</param>
internal sealed record RunRecord(string Task, RunInfo Run, RunSummary? Summary, StepInfo? Progress, SampleSheet? Samples)
{
    private const long MaxLength = 1L << 29;

    /// <summary>Writes the file, as a whole or not at all.</summary>
    public void Write(string path) => AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, this, RunRecordJson.Default.RunRecord));

    /// <summary>Reads a file.</summary>
    /// <exception cref="TrainingException">The file is missing, damaged, or longer than 512 MiB.</exception>
    public static RunRecord Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            if (file.Length > MaxLength)
                throw new TrainingException($"{path} has {file.Length} bytes; at most {MaxLength} are read.");
            return JsonSerializer.Deserialize(file, RunRecordJson.Default.RunRecord) is { } record && record.IsWhole
                ? record : throw new TrainingException($"{path}: expected the record of a run; samples do not have a picture for each caption, or parts are missing.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new TrainingException($"{path} is missing: expected a run folder of a training that has drawn samples. A run of an older version gets the file when it is resumed (--resume), finished or not.", e);
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or FormatException or ArgumentException or NotSupportedException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw new TrainingException($"{path}: cannot be read as the record of a run ({e.Message})", e);
        }
    }

    // What the types allow and the page does not.
    private bool IsWhole => Task is not null && Run is { Parts: not null, Facts: not null, Phases: not null, Model: not null, ConfigYaml: not null }
        && Run.Parts.All(p => p?.Name is not null) && Run.Phases.All(p => p is { Name: not null, Figures: not null })
        && Summary is null or { Metrics: not null, Baselines: not null }
        && Summary?.Baselines.All(b => b is { Name: not null, Metrics: not null }) != false
        && Samples is null or { Rows: not null, Captions: not null, Scales: not null, Figures: not null }
        && Samples?.Rows.All(row => row is { Name: not null, Notes: not null, Pictures: not null } && row.Pictures.Count == Samples.Captions.Count && row.Pictures.All(p => p is not null)) != false
        && (Samples?.Compared is not { } pair || Math.Min(pair.First, pair.Second) >= 0 && Math.Max(pair.First, pair.Second) < Samples.Captions.Count)
        && Samples?.Scales.All(s => s is null or { Colors.Count: >= 2 } && s?.Colors.All(c => c is { Count: 3 }) != false) != false;
}
