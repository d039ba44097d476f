using LiteVae.Experiments;
using LiteVae.Runs.Folders;
using LiteVae.Runs.Observers;

namespace LiteVae.Tests.Experiments;

/// <summary>Keeps the metrics of runs, and what was trained and found.</summary>
internal sealed class ReproductionRecorder : IReproductionObserver
{
    public List<string> Trained { get; } = [];

    public List<string> Found { get; } = [];

    public List<string> Measured { get; } = [];

    /// <summary>Called as each run begins.</summary>
    public Action<string>? OnTraining { get; init; }

    public ITrainingObserver Training(RunFolder run, string name, int number, int count)
    {
        Trained.Add(Path.GetFileName(run.Root));
        OnTraining?.Invoke(Path.GetFileName(run.Root));
        return new JsonLinesObserver(run.Metrics);
    }

    void IReproductionObserver.Found(RunFolder run, string name, int number, int count) => Found.Add(Path.GetFileName(run.Root));

    public void Measuring(string what, long done, long total) => Measured.Add(what);

    public ITrainingObserver FirstStageTraining(RunFolder run, string recipe) => throw new InvalidOperationException("A row is the first stage.");

    public void Encoding(long done, long total)
    {
    }

    public void Skipped(string name, string reason) => throw new InvalidOperationException(reason);
}
