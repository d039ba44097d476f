using LiteVae.Experiments;
using LiteVae.Runs.Folders;
using LiteVae.Runs.Observers;

namespace LiteVae.EntryPoints;

/// <summary>Follows a reproduction and says nothing.</summary>
internal sealed class SilentReproduction : IReproductionObserver
{
    public ITrainingObserver Training(RunFolder run, string name, int number, int count) => new CompositeObserver();

    public ITrainingObserver FirstStageTraining(RunFolder run, string recipe) => new CompositeObserver();

    public void Found(RunFolder run, string name, int number, int count)
    {
    }

    public void Measuring(string what, long done, long total)
    {
    }

    public void Encoding(long done, long total)
    {
    }

    public void Skipped(string name, string reason)
    {
    }
}
