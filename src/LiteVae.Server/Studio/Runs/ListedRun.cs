using LiteVae.Runs.Folders;
using LiteVae.Runs.Report;

namespace LiteVae.Server.Studio.Runs;

/// <summary>A run in the studio's list.</summary>
internal sealed record ListedRun
{
    private const string Rate = "images_per_second";

    public required string Name { get; init; }

    /// <summary>running, finished, interrupted, failed or unknown.</summary>
    public required string State { get; init; }

    public string? Message { get; init; }

    public string? Recipe { get; init; }

    public string? Model { get; init; }

    public string? Hardware { get; init; }

    /// <summary>Steps done.</summary>
    public long Step { get; init; }

    /// <summary>0 while it is not known.</summary>
    public long TotalSteps { get; init; }

    /// <summary>Of a run that goes on.</summary>
    public double? ImagesPerSecond { get; init; }

    /// <summary>Of a run that goes on, estimated from the images that are left and the rate.</summary>
    public double? RemainingSeconds { get; init; }

    /// <summary>The last value of the figure by which the run's samples are judged, with its name and unit; null where there is none.</summary>
    public string? Figure { get; init; }

    /// <summary>Whether the studio may stop it.</summary>
    public bool CanBeStopped { get; init; }

    public static ListedRun Of(string name, RunFolder folder, RunHistory history, bool allowStop)
    {
        var status = RunStatus.Read(folder);
        var isRunning = status.State == RunCondition.Running;
        var last = history.Series.Values.SelectMany(s => s).DefaultIfEmpty().MaxBy(p => p.Step);
        var rate = isRunning ? Last(history, Rate) : null;
        return new ListedRun
        {
            Name = name,
            State = status.State.ToString().ToLowerInvariant(),
            Message = status.Summary?.Message,
            Recipe = status.Recipe,
            Model = status.Model,
            Hardware = status.Hardware,
            Step = last.Step,
            TotalSteps = status.TotalSteps,
            ImagesPerSecond = rate,
            RemainingSeconds = rate > 0 && status.TotalImages >= last.Images ? (status.TotalImages - last.Images) / rate : null,
            Figure = status.Headline is { } headline && (Last(history, $"eval/{headline.Name}") ?? status.Score) is { } value ? $"{headline.Title} {headline.Describe(value)}" : null,
            CanBeStopped = allowStop && isRunning && RunProcess.Find(folder) is { CanBeStopped: true },
        };
    }

    private static double? Last(RunHistory history, string name) => history.Series.TryGetValue(name, out var points) && points.Count > 0 ? points[^1].Value : null;
}
