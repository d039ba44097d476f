using System.Diagnostics;

namespace LiteVae.Cli.Progress;

/// <summary>For logs and pipes: a line every ten seconds, and none for work shorter than that.</summary>
internal sealed class ProgressLines(Terminal terminal, long total) : IProgressDisplay
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Stopwatch _sinceLast = Stopwatch.StartNew();

    public void Report(long done, string text)
    {
        if (_sinceLast.Elapsed < Interval)
            return;
        _sinceLast.Restart();
        terminal.Message($"{done}/{total} ({100.0 * done / Math.Max(1, total):0}%)  {text}");
    }

    public void Dispose()
    {
    }
}
