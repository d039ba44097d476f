using System.Text.Json;
using LiteVae.Runs.Description;

namespace LiteVae.Runs.Observers;

/// <summary>Reads <c>metrics.jsonl</c>.</summary>
internal static class MetricsFile
{
    /// <summary>
    /// The lines and what they hold, in order. A last line that was cut short by the end of a process is left out; no file
    /// has no lines. Numbers that were not finite are left out of <see cref="LogEntry.Values"/>.
    /// </summary>
    /// <param name="path">The file; a run may be writing it.</param>
    /// <exception cref="TrainingException">A line other than the last is no object with step and images.</exception>
    public static IEnumerable<(string Line, LogEntry Entry)> Read(string path)
    {
        if (!File.Exists(path))
            yield break;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file);
        var number = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (Parse(line) is { } entry)
                yield return (line, entry);
            else if (!reader.EndOfStream)
                throw new TrainingException($"{path}, line {number}: expected a JSON object with step and images; found '{(line.Length > 40 ? line[..40] + "..." : line)}'.");
        }
    }

    private static LogEntry? Parse(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object || Whole(root, "step") is not { } step || Whole(root, "images") is not { } images)
                return null;
            var values = new Dictionary<string, double>();
            foreach (var property in root.EnumerateObject())
            {
                if (property.Value.ValueKind == JsonValueKind.Number && property.Name is not ("step" or "images"))
                    values[property.Name] = property.Value.GetDouble();
            }
            return new LogEntry(step, images, values);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // the latter: a name with half of a surrogate pair
        {
            return null;
        }
    }

    private static long? Whole(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var whole) ? whole : null;
}
