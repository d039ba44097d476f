using System.Diagnostics;
using System.Globalization;

namespace LiteVae.Mutants;

/// <summary>Runs the tests, with a mutant or without.</summary>
/// <param name="program">The test program.</param>
/// <param name="filter">Which tests it runs.</param>
internal sealed class MutantTests(string program, IReadOnlyList<string> filter)
{
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(20);

    private const int SlowerByMutant = 4;
    private const int TestsFailed = 2; // Microsoft.Testing.Platform

    private TimeSpan _limit = TimeSpan.FromMinutes(15);

    /// <summary>Runs the tests of the unchanged code.</summary>
    /// <returns>The numbers of the mutants that they come by, and the time they take.</returns>
    public (IReadOnlySet<int> Covered, TimeSpan Took) RunUnchanged()
    {
        var file = Path.GetTempFileName();
        try
        {
            var clock = Stopwatch.StartNew();
            if (Run(MutantSwitch.CoverageVariable, file) is not Outcome.Survived and var outcome)
                throw new InvalidOperationException($"The tests of the unchanged code end with: {outcome}.");
            _limit = (SlowerByMutant * clock.Elapsed) + Margin;
            return (File.ReadLines(file).Select(l => int.Parse(l, CultureInfo.InvariantCulture)).ToHashSet(), clock.Elapsed);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Runs the tests of a mutant, up to the first that fails.</summary>
    public Outcome Run(Mutant mutant) => Run(MutantSwitch.Variable, mutant.Number.ToString(CultureInfo.InvariantCulture));

    private Outcome Run(string variable, string value)
    {
        var folder = Directory.CreateTempSubdirectory("litevae-mutant-");
        try
        {
            var start = new ProcessStartInfo(program, [.. filter, "--stop-on-fail", "on", "--no-progress", "--results-directory", folder.FullName])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { [variable] = value },
            };
            using var process = Process.Start(start)!;
            process.OutputDataReceived += (_, _) => { };
            process.ErrorDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            if (!process.WaitForExit(_limit))
            {
                process.Kill(entireProcessTree: true);
                process.WaitForExit();
                return Outcome.NeverEnded;
            }
            return process.ExitCode switch
            {
                0 => Outcome.Survived,
                TestsFailed => Outcome.Failed,
                _ => Outcome.Crashed,
            };
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
