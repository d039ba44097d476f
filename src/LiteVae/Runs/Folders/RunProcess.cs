using System.Runtime.InteropServices;

namespace LiteVae.Runs.Folders;

/// <summary>The process that trains in a run folder, as the folder's lock names it.</summary>
public sealed partial class RunProcess
{
    private const int TerminationSignal = 15;

    private readonly ProcessIdentity _identity;

    private RunProcess(ProcessIdentity identity) => _identity = identity;

    /// <summary>The process id.</summary>
    public int Id => _identity.Id;

    /// <summary>The name of its machine.</summary>
    public string Host => _identity.Host;

    /// <summary>Whether the process runs on this machine and the system has signals, so that <see cref="RequestStop"/> can reach it.</summary>
    public bool CanBeStopped => Host == Environment.MachineName && !OperatingSystem.IsWindows();

    /// <summary>Finds the process that trains in a folder.</summary>
    /// <returns>Null where there is no lock, it cannot be read, or its process has ended. Whether a process of another machine has ended is not known: it counts as running.</returns>
    public static RunProcess? Find(RunFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        try
        {
            using var file = new FileStream(folder.Lock, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return LockRecord.Read(file) is { Process: { HasEnded: false } identity } ? new RunProcess(identity) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Asks the process to end (SIGTERM): a training completes its step and writes a checkpoint, from which it can be resumed.</summary>
    /// <returns>False where the process has ended, or does not belong to this user.</returns>
    /// <exception cref="PlatformNotSupportedException">The process is on another machine, or the system has no signals.</exception>
    public bool RequestStop()
    {
        if (!CanBeStopped)
            throw new PlatformNotSupportedException($"Process {Id} on {Host} cannot be reached from {Environment.MachineName} by a signal.");
        // A later process may have got the same number: its start differs.
        return Id > 1 && !_identity.HasEnded && SendSignal(Id, TerminationSignal) == 0;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
