using System.Text;
using System.Text.Json;
using LiteVae.Codec.Models.Files;
using LiteVae.Runs.Description;

namespace LiteVae.Runs.Observers;

/// <summary>
/// Writes <c>metrics.jsonl</c>: one flat JSON object a line, such as
/// <c>{"step":10,"images":160,"loss/total":0.41}</c>, each on disk as soon as it is known.
/// </summary>
/// <remarks>
/// After a resume, lines of steps past the resumed one are dropped (they are done again), and so is a last line that was
/// cut short. A number that is not finite is written as <c>null</c>.
/// </remarks>
/// <param name="path">The file, such as <c>RUN/metrics.jsonl</c>.</param>
public sealed class JsonLinesObserver(string path) : ITrainingObserver
{
    private FileStream? _file;

    /// <inheritdoc/>
    /// <exception cref="TrainingException">The run is resumed, and a line of the file is damaged.</exception>
    public void RunStarted(RunInfo run)
    {
        ArgumentNullException.ThrowIfNull(run);
        Dispose();
        AtomicFile.Write(path, stream =>
        {
            foreach (var (line, entry) in run.ResumedAtStep > 0 ? MetricsFile.Read(path) : [])
            {
                if (entry.Step <= run.ResumedAtStep)
                    stream.Write(Encoding.UTF8.GetBytes(line + "\n"));
            }
        });
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
}
