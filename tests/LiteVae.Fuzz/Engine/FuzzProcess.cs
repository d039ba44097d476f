using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LiteVae.Fuzz.Engine;

/// <summary>Runs a campaign in processes of its own: a crash, a hang or lack of memory ends one of them, is noted, and the next one goes on.</summary>
internal static class FuzzProcess
{
    public const string FindingPrefix = "finding: ";
    public const string ResultPrefix = "result: ";

    private const int MaxProcesses = 50;
    private const long NotBegun = -1;

    // Seconds may be infinite.
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Runs a campaign to its end.</summary>
    /// <param name="target">What is fuzzed.</param>
    /// <param name="options">For how long, and from which seed.</param>
    /// <param name="write">Receives a line for each finding.</param>
    public static CampaignResult Run(FuzzTarget target, CampaignOptions options, Action<string> write)
    {
        using var folder = new ScratchFolder();
        var state = Path.Combine(folder.Root, "current");
        CampaignResult? total = null;
        var clock = Stopwatch.StartNew();
        for (var processes = 0; ; processes++)
        {
            var (result, findings, exit) = RunOne(target, options, state, write);
            if (result is not null)
                return total is null ? result : total.With(result);
            using var current = new CurrentInput(state, target.MaxLength);
            var (input, number) = current.Get();
            if (number == NotBegun)
                throw new InvalidOperationException($"The process that fuzzes {target.Name} ended with {exit} before its first input.");
            if (findings.Count == 0)
            {
                var path = new FindingsFolder(options.Findings, target.Name).Add("crash", $"the process ended with {exit}", input);
                write($"{FindingPrefix}crash: the process ended with {exit} ({path})");
                findings = [path];
            }
            var ended = new CampaignResult
            {
                Target = target.Name,
                Seed = options.Seed,
                Inputs = number + 1 - options.Done,
                Refused = 0,
                Outcomes = 0,
                Seconds = clock.Elapsed.TotalSeconds - (total?.Seconds ?? 0),
                SlowestMilliseconds = 0,
                PeakMebibytes = 0,
                Findings = findings,
            };
            total = total is null ? ended : total.With(ended);
            options = options with { Done = number + 1, Seed = options.Seed + 1_000_003, Seconds = options.Seconds - ended.Seconds };
            if (options.Done >= options.Inputs || options.Seconds <= 0 || processes >= MaxProcesses)
                return total;
        }
    }

    /// <summary>The command line of one process.</summary>
    public static string[] Arguments(FuzzTarget target, CampaignOptions options, string state) =>
        ["worker", target.Name, state, JsonSerializer.Serialize(options, Json)];

    /// <summary>What <see cref="Arguments"/> says, done: the other side.</summary>
    public static int Work(FuzzTarget target, string state, string options)
    {
        using var current = new CurrentInput(state, target.MaxLength);
        var parsed = JsonSerializer.Deserialize<CampaignOptions>(options, Json)!;
        Console.Out.WriteLine(ResultPrefix + JsonSerializer.Serialize(new Campaign(target, parsed, current).Run()));
        return 0;
    }

    private static (CampaignResult? Result, IReadOnlyList<string> Findings, string Exit) RunOne(
        FuzzTarget target, CampaignOptions options, string state, Action<string> write)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [.. Entry(), .. Arguments(target, options, state)]) { RedirectStandardOutput = true };
        using (var current = new CurrentInput(state, target.MaxLength))
            current.Set([], NotBegun);
        start.Environment[OperatingSystem.IsWindows() ? "TMP" : "TMPDIR"] = Path.GetDirectoryName(state);
        using var process = Process.Start(start)!;
        CampaignResult? result = null;
        List<string> findings = [];
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (line.StartsWith(ResultPrefix, StringComparison.Ordinal))
                result = JsonSerializer.Deserialize<CampaignResult>(line[ResultPrefix.Length..]);
            else
                write(line);
            if (line.StartsWith(FindingPrefix, StringComparison.Ordinal))
                findings.Add(line[(line.LastIndexOf('(') + 1)..^1]);
        }
        process.WaitForExit();
        return (result, findings, process.ExitCode.ToString(CultureInfo.InvariantCulture));
    }

    // Under "dotnet LiteVae.Fuzz.dll" the process is dotnet, and takes the assembly first.
    private static string[] Entry() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(FuzzProcess).Assembly.Location] : [];
}
