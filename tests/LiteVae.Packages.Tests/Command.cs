using System.Diagnostics;

namespace LiteVae.Packages.Tests;

/// <summary>Runs programs to their end.</summary>
internal static class Command
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);

    /// <summary>Runs a program, which must succeed.</summary>
    /// <param name="folder">Where it runs.</param>
    /// <param name="program">Its name or path.</param>
    /// <param name="args">Its arguments.</param>
    /// <returns>Its standard output.</returns>
    public static string Run(string folder, string program, params string[] args)
    {
        var start = new ProcessStartInfo(program, args) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        // A build server that stays behind would keep the pipes of this process open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        // These are set in processes that `dotnet test` starts, and concern its own build.
        foreach (var name in start.Environment.Keys.Where(key => key.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) && key != "MSBUILDDISABLENODEREUSE").ToArray())
            start.Environment.Remove(name);
        using var process = Process.Start(start)!;
        var (results, messages) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        Assert.True(process.WaitForExit(s_limit), $"{program} {string.Join(' ', args)} did not end.");
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', args)} ended with {process.ExitCode}.\n{results.Result}\n{messages.Result}");
        return results.Result;
    }
}
