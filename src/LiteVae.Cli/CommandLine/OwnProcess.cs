using System.Diagnostics;
using System.Reflection;

namespace LiteVae.Cli.CommandLine;

/// <summary>The tool as another process: for work that must not touch this one, or might end it.</summary>
internal static class OwnProcess
{
    /// <summary>How to start a verb of this tool, with both streams redirected.</summary>
    public static ProcessStartInfo Of(params IReadOnlyList<string> args)
    {
        var program = Environment.ProcessPath ?? "dotnet";
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileName(program) is not ("LiteVae.Cli" or "LiteVae.Cli.exe" or "litevae" or "litevae.exe"))
        {
            start.FileName = "dotnet";
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, $"{Assembly.GetExecutingAssembly().GetName().Name}.dll"));
        }
        foreach (var arg in args)
            start.ArgumentList.Add(arg);
        return start;
    }

    /// <summary>Runs it to its end.</summary>
    /// <param name="start">From <see cref="Of"/>.</param>
    /// <param name="cancellationToken">Kills it, with its children; the exit code is then that of a killed process.</param>
    /// <returns>The exit code, and what it wrote to standard output and standard error.</returns>
    public static (int ExitCode, string Results, string Messages) Run(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        using var process = Process.Start(start)!;
        using var registration = cancellationToken.Register(() => process.Kill(entireProcessTree: true));
        var messages = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var results = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, results, messages.Result.Trim());
    }
}
