using System.Runtime.InteropServices;

namespace LiteVae.Cli;

/// <summary>Ctrl-C, SIGTERM, and SIGUSR1, which mpirun passes on to its ranks: the first asks the work to stop, a second Ctrl-C ends the process.</summary>
internal sealed partial class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly TextWriter _messages;
    private readonly PosixSignalRegistration[] _registrations;

    public Interruption(TextWriter messages)
    {
        _messages = messages;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
            .. OperatingSystem.IsWindows() ? [] : new[] { PosixSignalRegistration.Create((PosixSignal)EndStepSignal, OnSignal) },
        ];
    }

    /// <summary>The number of SIGUSR1.</summary>
    public static int EndStepSignal => OperatingSystem.IsMacOS() ? 30 : 10;

    public CancellationToken Token => _source.Token;

    /// <summary>A message for the user: what the present work does when it is interrupted. Empty: another process tells the user.</summary>
    public string Notice { get; set; } = "stopping";

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (!_source.IsCancellationRequested)
        {
            if (Notice.Length > 0)
                _messages.WriteLine($"\n{Notice}; press Ctrl-C again to stop at once");
            _source.Cancel();
        }
        else if (context.Signal == PosixSignal.SIGINT)
        {
            if (!Console.IsErrorRedirected)
                _messages.Write("\e[?25h"); // a progress bar hides the cursor
            _messages.Flush();
            EndAtOnce(ExitCode.Interrupted);
        }
    }

    // Environment.Exit would take libtorch down while its threads compute, which ends in a segmentation fault.
    private static void EndAtOnce(int code)
    {
        if (OperatingSystem.IsWindows())
            Environment.Exit(code);
        else
            ExitWithoutHandlers(code);
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitWithoutHandlers(int code);
}
