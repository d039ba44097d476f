using LiteVae.Runs.Folders;
using LiteVae.Runs.Observers;

namespace LiteVae.Diffusion.Training;

/// <summary>The preparation's observer of a rank that tells nobody anything, as rank 0 does it for all.</summary>
internal sealed class NoPreparationObserver : IPreparationObserver
{
    private NoPreparationObserver()
    {
    }

    public static NoPreparationObserver Instance { get; } = new();

    public ITrainingObserver FirstStageTraining(RunFolder run, string recipe) => NoObserver.Instance;

    public void Encoding(long done, long total)
    {
    }

    public void Skipped(string name, string reason)
    {
    }
}
