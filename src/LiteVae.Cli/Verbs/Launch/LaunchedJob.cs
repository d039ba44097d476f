using System.Diagnostics;
using System.Runtime.InteropServices;

namespace LiteVae.Cli.Verbs.Launch;

/// <summary>A launcher at work.</summary>
internal static partial class LaunchedJob
{
    private const int Terminate = 15; // SIGTERM

    /// <summary>Runs the launcher to its end; it and the ranks have this process's streams.</summary>
    /// <remarks>
    /// Launchers end their ranks at once when they are interrupted, but pass SIGUSR1 on to them, upon which a rank ends its step. So the launcher
    /// gets a session of its own, where a terminal's Ctrl-C does not reach it, and SIGUSR1 from here. A second Ctrl-C ends it, and it the ranks.
    /// </remarks>
    /// <param name="plan">What to run.</param>
    /// <param name="cancellationToken">Asks the ranks to end their step.</param>
    /// <returns>The job's exit code; after an interruption that of one, which Hydra forgets or combines with that of ranks that it ended, unless the ranks failed.</returns>
    public static int Run(LaunchPlan plan, CancellationToken cancellationToken)
    {
        var session = OperatingSystem.IsWindows() ? null : new[] { "/usr/bin/setsid", "/bin/setsid" }.FirstOrDefault(File.Exists);
        var start = new ProcessStartInfo(session ?? plan.Program);
        foreach (var argument in session is null ? plan.Arguments : plan.Arguments.Prepend(plan.Program))
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in plan.Environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        using var asking = cancellationToken.Register(() => Send(process, Interruption.EndStepSignal));
        using var ending = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ =>
        {
            if (cancellationToken.IsCancellationRequested)
                Send(process, Terminate);
        });
        // A terminal that is closed: without this, the ranks would go on, and nobody would know of them.
        using var closing = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            Send(process, Interruption.EndStepSignal);
        });
        process.WaitForExit();
        return cancellationToken.IsCancellationRequested && process.ExitCode is not (ExitCode.Failed or ExitCode.WrongUse) ? ExitCode.Interrupted : process.ExitCode;
    }

    private static void Send(Process process, int signal)
    {
        if (OperatingSystem.IsWindows())
            process.Kill(entireProcessTree: true);
        else if (!process.HasExited)
            _ = kill(process.Id, signal);
    }

    [LibraryImport("libc")]
    private static partial int kill(int pid, int signal);
}
