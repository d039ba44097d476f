using System.Diagnostics;
using LiteVae.Codec.Models.Files;
using static System.FormattableString;

namespace LiteVae.Runs.Folders;

/// <summary>The lock of a run folder: the folder belongs to one process at a time.</summary>
/// <remarks>
/// The lock is a file that names its process. It is opened shared for as long as the lock is held, and exclusively by
/// whoever would take it: where the system lets the file be opened exclusively, no living process of this machine holds
/// it. The name decides where the file system has no such locks, or the process is on another machine. A process that is
/// killed leaves the file, and the next one takes it over.
/// </remarks>
internal sealed class RunLock : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly FileStream _held;
    private readonly LockRecord _record;
    private bool _released;

    private RunLock(FileStream held, LockRecord record)
    {
        (_held, _record) = (held, record);
        AppDomain.CurrentDomain.ProcessExit += OnExit; // Environment.Exit runs no finally block
    }

    /// <summary>What the user should know about how the lock was taken, one sentence each.</summary>
    public List<string> Notices { get; } = [];

    /// <summary>Takes the lock of a folder, which is created, and removes what killed processes left there.</summary>
    /// <exception cref="TrainingException">Another process holds the lock, or the folder cannot be written to.</exception>
    public static RunLock Acquire(RunFolder folder)
    {
        var clock = Stopwatch.StartNew();
        folder.Writing(() => Directory.CreateDirectory(folder.Root));
        while (true)
        {
            try
            {
                if (TryAcquire(folder, patient: clock.Elapsed < Patience) is { } held)
                    return held.Cleaned(folder);
            }
            catch (IOException) when (clock.Elapsed < Patience)
            {
                // Someone else looks at the file at this very moment, or holds it, or was killed and still has it open.
                RefuseIfAlive(folder);
            }
            catch (IOException e)
            {
                throw Owner(folder) is { } owner ? InUse(folder, owner) : new TrainingException($"{folder.Lock} cannot be locked: {e.Message}", e);
            }
            catch (UnauthorizedAccessException e)
            {
                throw new TrainingException($"The run folder {folder.Root} cannot be written to: {e.Message}", e);
            }
            Thread.Sleep(20);
        }
    }

    /// <summary>Releases the lock, if this process still holds it.</summary>
    public void Dispose()
    {
        lock (_held)
        {
            if (_released)
                return;
            _released = true;
            AppDomain.CurrentDomain.ProcessExit -= OnExit;
            _held.Position = 0;
            // Removed while it is still held, so that nobody takes over a file that is about to vanish.
            if (LockRecord.Read(_held) == _record && File.Exists(_held.Name))
                File.Delete(_held.Name);
            _held.Dispose();
        }
    }

    // Null: the file was removed or taken in between, or its process was killed and is waited for.
    private static RunLock? TryAcquire(RunFolder folder, bool patient)
    {
        var record = new LockRecord(ProcessIdentity.Current, DateTimeOffset.UtcNow);
        LockRecord? previous;
        bool existed;
        using (var file = new FileStream(folder.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
            previous = LockRecord.Read(file);
            existed = file.Length > 0;
            if (previous is { Process.HasEnded: false })
                return patient && previous.Process.IsEnding ? null : throw InUse(folder, previous);
            record.Write(file);
        }
        if (Hold(folder) is not { } held)
            return null;
        if (LockRecord.Read(held) != record)
        {
            held.Dispose();
            return null;
        }
        var taken = new RunLock(held, record);
        if (previous is not null)
            taken.Notices.Add($"Process {previous.Process.Id} on {previous.Process.Host}, which held {folder.Root}, has ended without releasing it: its lock was taken over.");
        else if (existed)
            taken.Notices.Add($"{folder.Lock} was damaged and names no process: it was taken over.");
        return taken;
    }

    // Whoever else starts at this moment opens the file exclusively to read the name that was just written, and then refuses: that is waited for.
    // To begin anew instead would be to find this process's own name, and refuse as well. Null: the file was removed.
    private static FileStream? Hold(RunFolder folder)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return new FileStream(folder.Lock, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1);
            }
            catch (FileNotFoundException)
            {
                return null;
            }
            catch (IOException) when (clock.Elapsed < Patience)
            {
                Thread.Sleep(1);
            }
        }
    }

    private RunLock Cleaned(RunFolder folder)
    {
        try
        {
            folder.Writing(() =>
            {
                if (LeftoverFiles.Remove(folder.Root) is > 0 and var removed)
                    Notices.Add($"{removed} unfinished file{(removed == 1 ? "" : "s")} of processes that were killed {(removed == 1 ? "was" : "were")} removed from {folder.Root}.");
            });
            return this;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private static void RefuseIfAlive(RunFolder folder)
    {
        if (Owner(folder) is { Process.IsEnding: false } owner)
            throw InUse(folder, owner);
    }

    // Null: the file is not there, says nothing, or is open exclusively.
    private static LockRecord? Owner(RunFolder folder)
    {
        try
        {
            using var file = new FileStream(folder.Lock, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return LockRecord.Read(file);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static TrainingException InUse(RunFolder folder, LockRecord owner)
    {
        var elsewhere = owner.Process.Host == Environment.MachineName ? ""
            : $" Whether that process still runs cannot be seen from {Environment.MachineName}: if it has ended, delete {folder.Lock}.";
        return new TrainingException(
            $"{folder.Root} is in use by process {owner.Process.Id} on {owner.Process.Host}, since {Invariant($"{owner.Since:yyyy-MM-dd HH:mm:ss}")} UTC. A run belongs to one process at a time: wait for that one to end, or stop it.{elsewhere}");
    }

    private void OnExit(object? sender, EventArgs e) => Dispose();
}
