using LiteVae.Runs;
using LiteVae.Runs.Folders;
using LiteVae.Runs.Report;
using LiteVae.Server.Models;

namespace LiteVae.Server.Studio.Runs;

/// <summary>Histories and states of runs, read anew only where their files have changed.</summary>
internal sealed class RunHistories
{
    private const int MaxKept = 200;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (FileStamp Stamp, RunHistory History)> _histories = [];

    /// <summary>The numbers of a run; none where the file is missing or damaged.</summary>
    public RunHistory Read(RunFolder run)
    {
        var stamp = FileStamp.Of([run.Metrics])[0];
        lock (_lock)
        {
            if (_histories.TryGetValue(run.Root, out var kept) && kept.Stamp == stamp)
                return kept.History;
        }
        var history = ReadFile(run);
        lock (_lock)
        {
            if (_histories.Count >= MaxKept)
                _histories.Clear();
            _histories[run.Root] = (stamp, history);
        }
        return history;
    }

    private static RunHistory ReadFile(RunFolder run)
    {
        try
        {
            return RunHistory.Read(run.Metrics);
        }
        catch (Exception e) when (e is TrainingException or IOException or UnauthorizedAccessException)
        {
            return RunHistory.Empty;
        }
    }
}
