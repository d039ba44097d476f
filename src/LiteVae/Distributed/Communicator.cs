using LiteVae.Distributed.Mpi;

namespace LiteVae.Distributed;

/// <summary>Opens the communicator of this process.</summary>
public static class Communicator
{
    /// <summary>How long a rank that is to stop waits for the others, where nothing else is said: long enough for what one of them may be at alone, such as drawing samples.</summary>
    public static TimeSpan StandardPatience { get; } = TimeSpan.FromMinutes(30);

    /// <summary>Whether a launcher started this process as one of several: its output then goes to the launcher, even where it looks like a terminal.</summary>
    public static bool IsLaunched => LaunchedRank is not null;

    /// <summary>The number of this process among those that a launcher started; null where it was started alone.</summary>
    public static int? LaunchedRank => LaunchedProcess.Detect(Environment.GetEnvironmentVariable) is { Size: > 1 } launched ? launched.Rank : null;

    /// <summary>The communicator of the ranks that mpirun, mpiexec or srun started; <see cref="SingleRank"/> where no launcher did, or where it started one process.</summary>
    /// <remarks>
    /// <para>The library of MPI that belongs to the launcher is loaded; the environment variable <c>LITEVAE_MPI</c> names another. A process opens its
    /// communicator once, and a failure is told to the others by <see cref="ICommunicator.Abort"/> or by ending with an exit code other than 0.</para>
    /// <para>Waits last as long as they must, as another rank may be at work for hours. Once <paramref name="interruption"/> is signalled, such as by
    /// SIGTERM, all ranks are supposed to end their step: a wait that lasts longer than <paramref name="patience"/> from then on throws
    /// <see cref="CommunicationException"/>, which names what it waited for. The memory that the operation was given may still be written to
    /// afterwards: the process should end.</para>
    /// </remarks>
    /// <param name="mode">Whether launchers are looked for at all.</param>
    /// <param name="patience">How long a wait may last after an interruption; <see cref="StandardPatience"/> where null.</param>
    /// <param name="interruption">Bounds the waits once it is signalled.</param>
    /// <exception cref="CommunicationException">There are several ranks, and no library of MPI loads that sees them all; the message says what to do.</exception>
    public static ICommunicator Open(DistributedMode mode, TimeSpan? patience = null, CancellationToken interruption = default)
    {
        var launch = mode == DistributedMode.Auto ? LaunchedProcess.Detect(Environment.GetEnvironmentVariable) : null;
        return launch is { Size: > 1 } ? MpiCommunicator.Open(launch, new(patience ?? StandardPatience, interruption)) : SingleRank.Instance;
    }
}
