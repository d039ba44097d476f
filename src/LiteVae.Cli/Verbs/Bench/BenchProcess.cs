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
        var (exitCode, results, messages) = OwnProcess.Run(start, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return exitCode == 0
            ? JsonSerializer.Deserialize<BenchTimes>(results)!
            : throw new IOException($"{work.Label}: the process ended with {exitCode}: {messages}");
    }
}
