using System.Diagnostics;
using LiteVae.Data.Shards;

namespace LiteVae.Cli.Shared;

/// <summary>Tells the user of indices of tars that are being made, which happens once and can take a while.</summary>
internal sealed class IndexingNotice : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Terminal _terminal;
    private readonly Stopwatch _sinceLast = new();

    public IndexingNotice(Terminal terminal)
    {
        _terminal = terminal;
        TarImageSource.Indexing += Show;
    }

    public void Dispose() => TarImageSource.Indexing -= Show;

    private void Show(ShardIndexingProgress progress)
    {
        if (!_sinceLast.IsRunning)
            _terminal.Message($"going through {progress.Total} {(progress.Total == 1 ? "tar" : "tars")} once; where their images lie is then kept in .index files beside them");
        if (_sinceLast.IsRunning && _sinceLast.Elapsed < Interval && progress.Done < progress.Total)
            return;
        _sinceLast.Restart();
        _terminal.Message($"{progress.Done}/{progress.Total} tars");
    }
}
