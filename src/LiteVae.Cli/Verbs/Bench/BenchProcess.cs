using System.Diagnostics;
using System.Text.Json;
using LiteVae.Cli.CommandLine;

namespace LiteVae.Cli.Verbs.Bench;

/// <summary>Runs a case in a fresh process: memory, allocator and threads of one case do not touch another.</summary>
internal static class BenchProcess
{
    /// <summary>The hidden verb that the process runs.</summary>
    public const string Verb = "bench-case";

    /// <exception cref="IOException">The process failed; the message has its own.</exception>
    public static BenchTimes Run(BenchCase work, CancellationToken cancellationToken)
    {
        var start = OwnProcess.Of(Verb, JsonSerializer.Serialize(work));
        if (work.Engine == "plain")
        {
            start.Environment["LITEVAE_ALLOCATOR"] = "default";
            start.Environment["LITEVAE_KERNELS"] = "off";
        }
        using var process = Process.Start(start)!;
        using var registration = cancellationToken.Register(() => process.Kill(entireProcessTree: true));
        var messages = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var results = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        cancellationToken.ThrowIfCancellationRequested();
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<BenchTimes>(results)!
            : throw new IOException($"{work.Label}: the process ended with {process.ExitCode}: {messages.Result.Trim()}");
    }
}
