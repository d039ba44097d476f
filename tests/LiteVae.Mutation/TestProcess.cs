using System.Diagnostics;

namespace LiteVae.Mutation;

/// <summary>The tests that concern a part, in a process of their own that ends with the first failure.</summary>
/// <param name="assembly">The tests' assembly.</param>
/// <param name="classes">Names of test classes, or their ends.</param>
internal sealed class TestProcess(string assembly, IReadOnlyList<string> classes)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>Runs the tests.</summary>
    /// <param name="processorTime">Ends a process that takes more than this: an endless loop. What other programs do does not count.</param>
    /// <returns>What was seen: <c>survived</c> where all tests passed, or how it was noticed.</returns>
    public (string Outcome, TimeSpan ProcessorTime) Run(TimeSpan processorTime)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { assembly, "--stop-on-fail", "on", "--progress", "off" }.Concat(classes.SelectMany(c => new[] { "--filter-class", $"*{c}" })))
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        var watch = Stopwatch.StartNew();
        var used = TimeSpan.Zero;
        while (!process.WaitForExit(100))
        {
            used = ProcessorTime(process, used);
            if (used < processorTime && watch.Elapsed < Longest)
                continue;
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            return ("never ended", used);
        }
        if (process.ExitCode == 0)
            return ("survived", used);
        var failed = output.Result.Split('\n').FirstOrDefault(line => line.StartsWith("failed ", StringComparison.Ordinal));
        return (failed is null ? $"ended the process ({process.ExitCode}) {errors.Result.Split('\n')[0]}" : failed.Trim(), used);
    }

    private static TimeSpan ProcessorTime(Process process, TimeSpan before)
    {
        try
        {
            return process.TotalProcessorTime;
        }
        catch (InvalidOperationException)
        {
            return before; // it has ended meanwhile
        }
    }
}
