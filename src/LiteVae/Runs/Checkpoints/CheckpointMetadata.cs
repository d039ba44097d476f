using System.Globalization;
using System.Numerics;
using LiteVae.Codec.Models.Files;
using LiteVae.Runs.Description;

namespace LiteVae.Runs.Checkpoints;

/// <summary>The state of a run as a checkpoint's metadata has it: strings by name.</summary>
/// <param name="headline">Under its name, the metadata keeps the run's score; null where the task measures none.</param>
internal sealed class CheckpointMetadata(HeadlineFigure? headline)
{
    public Dictionary<string, string> Write(RunState state, string layout)
    {
        var metadata = new Dictionary<string, string>
        {
            ["format"] = "litevae-checkpoint",
            ["step"] = state.Step.ToString(CultureInfo.InvariantCulture),
            ["images"] = state.Images.ToString(CultureInfo.InvariantCulture),
            ["elapsed_seconds"] = state.Elapsed.TotalSeconds.ToString("R", CultureInfo.InvariantCulture),
            ["layout"] = layout,
        };
        if (state.Skipped > 0)
        {
            metadata["skipped_steps"] = state.Skipped.ToString(CultureInfo.InvariantCulture);
            metadata["skipped_in_a_row"] = state.SkippedInARow.ToString(CultureInfo.InvariantCulture);
        }
        if (headline is not null && state.Score is { } score)
            metadata[headline.Name] = score.ToString("R", CultureInfo.InvariantCulture);
        return metadata;
    }

    /// <exception cref="CheckpointException">A value is missing, is no number, or is out of its range.</exception>
    public RunState Read(SafetensorsFile file)
    {
        var elapsed = Number<double>(file, "elapsed_seconds");
        if (!(elapsed < TimeSpan.MaxValue.TotalSeconds))
            throw Wrong(file, "elapsed_seconds", "a time in seconds");
        if (!file.Metadata.ContainsKey("layout"))
            throw Wrong(file, "layout", "a digest");
        return new RunState(
            Number<long>(file, "step"), Number<long>(file, "images"), TimeSpan.FromSeconds(elapsed), Score(file),
            Number<long>(file, "skipped_steps", whereMissing: "0"), Number<int>(file, "skipped_in_a_row", whereMissing: "0"));
    }

    /// <summary>The run's score when the checkpoint was written; null where it had none.</summary>
    /// <exception cref="CheckpointException">The value is no number.</exception>
    public double? Score(SafetensorsFile file) => headline is null || !file.Metadata.TryGetValue(headline.Name, out var text) ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var score) ? score
        : throw Wrong(file, headline.Name, "a number");

    private static T Number<T>(SafetensorsFile file, string key, string? whereMissing = null)
        where T : struct, INumber<T> =>
        T.TryParse(file.Metadata.GetValueOrDefault(key) ?? whereMissing, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= T.Zero
            ? value : throw Wrong(file, key, "a number of at least 0");

    private static CheckpointException Wrong(SafetensorsFile file, string key, string expected) => new(
        $"{file.Path}: the checkpoint is damaged: expected {expected} as \"{key}\" in its metadata; found {(file.Metadata.TryGetValue(key, out var text) ? $"\"{text}\"" : "none")}");
}
