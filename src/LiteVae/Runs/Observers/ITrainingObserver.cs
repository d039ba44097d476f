using LiteVae.Runs.Description;

namespace LiteVae.Runs.Observers;

/// <summary>Follows a training run. Observers receive plain numbers and pictures, and know nothing of each other.</summary>
/// <remarks>All calls come from the training thread, in order. An exception ends the run, as a full disk should.</remarks>
public interface ITrainingObserver : IDisposable
{
    /// <summary>The run begins, or goes on after a resume.</summary>
    void RunStarted(RunInfo run);

    /// <summary>A step is done: called after every one, and cheap.</summary>
    void StepCompleted(StepInfo step);

    /// <summary>Loss terms and other numbers, every <c>log_every</c> steps.</summary>
    void Logged(LogEntry entry);

    /// <summary>Fixed pictures through the present model, every <c>sample_every</c> steps and at the end.</summary>
    void Sampled(SampleSheet sheet);

    /// <summary>Something that the user should know, and that does not end the run: a sentence.</summary>
    void Noticed(string message)
    {
    }

    /// <summary>The run ended, whatever the reason.</summary>
    void RunEnded(RunSummary summary);
}
