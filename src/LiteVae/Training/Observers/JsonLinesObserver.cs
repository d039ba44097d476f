using System.Text.Json;
using LiteVae.Runtime;

namespace LiteVae.Training.Observers;

/// <summary>
/// Writes <c>metrics.jsonl</c>: one flat JSON object a line, such as
/// <c>{"step":10,"images":160,"loss/total":0.41}</c>, each on disk as soon as it is known.
/// </summary>
/// <remarks>
/// After a resume, lines of steps past the resumed one are dropped (they are done again), and so is a last line that was
/// cut short. A number that is not finite is written as <c>null</c>.
/// </remarks>
public sealed class JsonLinesObserver : ITrainingObserver
{
    /// <summary>The file's name in the run folder.</summary>
    public const string FileName = "metrics.jsonl";

    private FileStream? _file;

    /// <inheritdoc/>
    public void RunStarted(RunInfo run)
    {
        ArgumentNullException.ThrowIfNull(run);
        Dispose();
        var path = Path.Combine(run.Folder, FileName);
        var kept = File.Exists(path)
            ? File.ReadLines(path).Where(line => StepOf(line) is { } step && step <= run.ResumedAtStep)
            : [];
        AtomicFile.WriteText(path, string.Concat(run.ResumedAtStep > 0 ? kept.Select(line => line + "\n") : []));
        _file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
    }

    /// <inheritdoc/>
    public void Logged(LogEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var file = _file ?? throw new InvalidOperationException("A run logs only after it has started.");
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("step", entry.Step);
            json.WriteNumber("images", entry.Images);
            foreach (var (name, value) in entry.Values)
            {
                if (double.IsFinite(value))
                    json.WriteNumber(name, value);
                else
                    json.WriteNull(name);
            }
            json.WriteEndObject();
        }
        buffer.WriteByte((byte)'\n');
        file.Write(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
        file.Flush();
    }

    /// <inheritdoc/>
    public void StepCompleted(StepInfo step)
    {
    }

    /// <inheritdoc/>
    public void Sampled(SampleSheet sheet)
    {
    }

    /// <inheritdoc/>
    public void RunEnded(RunSummary summary) => Dispose();

    /// <inheritdoc/>
    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }

    private static long? StepOf(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("step", out var step)
                && step.TryGetInt64(out var value) ? value : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
