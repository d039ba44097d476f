using System.Text.Json;

namespace LiteVae.Training.Report;

/// <summary>The numbers of a run over time, as <c>metrics.jsonl</c> has them.</summary>
public sealed class TrainingHistory
{
    private readonly Dictionary<string, List<HistoryPoint>> _series = [];

    private TrainingHistory()
    {
    }

    /// <summary>A history without points.</summary>
    public static TrainingHistory Empty { get; } = new();

    /// <summary>Each name's points in order of steps; numbers that were not finite are left out.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<HistoryPoint>> Series =>
        _series.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<HistoryPoint>)pair.Value);

    /// <summary>Reads a file. A last line that was cut short is left out; where there is no file, there are no points.</summary>
    /// <param name="path">A <c>metrics.jsonl</c>; it may be in use by a run.</param>
    public static TrainingHistory Read(string path)
    {
        var history = new TrainingHistory();
        if (!File.Exists(path))
            return history;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file);
        while (reader.ReadLine() is { } line)
            history.Add(line);
        foreach (var points in history._series.Values)
            points.Sort((a, b) => a.Step.CompareTo(b.Step));
        return history;
    }

    private void Add(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.ValueKind != JsonValueKind.Object
                || !json.RootElement.TryGetProperty("step", out var stepValue) || !stepValue.TryGetInt64(out var step)
                || !json.RootElement.TryGetProperty("images", out var imagesValue) || !imagesValue.TryGetInt64(out var images))
                return;
            foreach (var property in json.RootElement.EnumerateObject())
            {
                if (property.Value.ValueKind != JsonValueKind.Number || property.Name is "step" or "images")
                    continue;
                if (!_series.TryGetValue(property.Name, out var points))
                    _series[property.Name] = points = [];
                points.Add(new HistoryPoint(step, images, property.Value.GetDouble()));
            }
        }
        catch (JsonException)
        {
            // A line cut short by a process that was killed.
        }
    }
}
