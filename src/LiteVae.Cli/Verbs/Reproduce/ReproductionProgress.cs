using LiteVae.Cli.Progress;
using LiteVae.Cli.Shared;
using LiteVae.Experiments;
using LiteVae.Runs.Folders;
using LiteVae.Runs.Observers;

namespace LiteVae.Cli.Verbs.Reproduce;

/// <summary>Shows a reproduction to whoever started it.</summary>
internal sealed class ReproductionProgress(Terminal terminal) : IReproductionObserver, IDisposable
{
    private IProgressDisplay? _display;
    private Estimate? _estimate;
    private string _what = "";

    public ITrainingObserver Training(RunFolder run, string name, int number, int count)
    {
        Dispose();
        terminal.Message($"{number} of {count}: {name}");
        return RunObservers.Create(terminal, run);
    }

    public void Found(RunFolder run, string name, int number, int count) =>
        terminal.Message($"{number} of {count}: {name}: trained already, in {run.Root}");

    public void Measuring(string what, long done, long total) => Show($"Measuring: {what}", done, total);

    public void Encoding(long done, long total) => Show($"Encoding {total} images, as they are and mirrored", done, total);

    public void Skipped(string name, string reason) => terminal.Warning($"skipped {name}: {reason}");

    // A row's autoencoder is trained before its diffusion model, and given to it.
    public ITrainingObserver FirstStageTraining(RunFolder run, string recipe) => RunObservers.Create(terminal, run);

    public void Dispose()
    {
        _display?.Dispose();
        (_display, _what) = (null, "");
    }

    private void Show(string what, long done, long total)
    {
        if (what != _what)
        {
            Dispose();
            terminal.Message(what);
            (_display, _estimate, _what) = (terminal.StartProgress(total), new Estimate("done", done), what);
        }
        _display!.Report(done, _estimate!.Describe(done, total));
        if (done >= total)
            Dispose();
    }
}
