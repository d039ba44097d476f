using System.Diagnostics;

namespace LiteVae.Soak.Kills;

/// <summary>Starts a program again and again, kills it (SIGKILL) at random moments at work, and lets the last start finish.</summary>
/// <param name="start">Starts the tool with arguments.</param>
/// <param name="random">Chooses the moments.</param>
internal sealed class KilledWork(Func<string[], Process> start, Random random)
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(5);

    /// <summary>The number of kills while a temporary file was there: a checkpoint, a shard or a report was being written.</summary>
    public int KilledWriting { get; private set; }

    /// <summary>The number of all kills.</summary>
    public int Killed { get; private set; }

    /// <summary>Kills a work until it was killed often enough or ended by itself, and then has it end.</summary>
    /// <param name="work">What is done.</param>
    /// <param name="kills">The number of kills to try.</param>
    /// <exception cref="InvalidOperationException">A start that was not killed did not end well.</exception>
    public void Run(Work work, int kills)
    {
        for (var i = 0; i < kills; i++)
        {
            using var process = start(work.Arguments());
            var before = work.Progress();
            // A moment counts from the first progress of this start, so that the work goes forward on a busy machine too.
            Wait(() => process.HasExited || work.Progress() > before);
            if (random.Next(2) == 0)
                Wait(() => process.HasExited || IsWriting(work.Folder), TimeSpan.FromSeconds(3));
            else
                Thread.Sleep(random.Next(work.MaxDelayMilliseconds));
            if (process.HasExited)
            {
                RequireSuccess(process, work);
                return;
            }
            var writing = IsWriting(work.Folder);
            process.Kill();
            process.WaitForExit();
            Killed++;
            KilledWriting += writing ? 1 : 0;
        }
        using var last = start(work.Arguments());
        if (!last.WaitForExit(MaxWait))
            throw new InvalidOperationException($"{string.Join(' ', work.Arguments())} did not end within {MaxWait}.");
        RequireSuccess(last, work);
    }

    private static bool IsWriting(string folder) => Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.tmp", SearchOption.AllDirectories).Any();

    private static void Wait(Func<bool> condition, TimeSpan? longest = null)
    {
        var clock = Stopwatch.StartNew();
        while (!condition() && clock.Elapsed < (longest ?? MaxWait))
            Thread.Sleep(1);
    }

    private static void RequireSuccess(Process process, Work work)
    {
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', work.Arguments())} ended with {process.ExitCode}: {process.StandardError.ReadToEnd()}");
    }
}
