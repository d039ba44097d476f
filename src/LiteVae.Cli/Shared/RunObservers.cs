using LiteVae.Runs.Folders;
using LiteVae.Runs.Observers;
using LiteVae.Runs.Observers.TensorBoard;
using LiteVae.Runs.Report;

namespace LiteVae.Cli.Shared;

/// <summary>The observers of every run: metrics, TensorBoard, sample pictures, report, terminal.</summary>
internal static class RunObservers
{
    /// <param name="session">Whose terminal is told; of several ranks, the first alone has observers.</param>
    /// <param name="folder">The run folder.</param>
    public static CompositeObserver Create(Session session, RunFolder folder) => session.IsFirst ? Create(session.Terminal, folder) : new CompositeObserver();

    public static CompositeObserver Create(Terminal terminal, RunFolder folder) => new(
        new JsonLinesObserver(folder.Metrics),
        new TensorBoardObserver(folder.Root),
        new SampleObserver(folder.Samples),
        new ReportObserver(folder.Report),
        new ConsoleObserver(terminal));
}
