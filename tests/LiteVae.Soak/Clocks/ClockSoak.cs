using LiteVae.Soak.Kills;

namespace LiteVae.Soak.Clocks;

/// <summary>Trains while the clock jumps, back by days and forward by years: the weights must be the same, and the run must end.</summary>
internal static class ClockSoak
{
    private const int Steps = 60;

    private static readonly string[] Libraries = ["/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1", "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1"];
    private static readonly string[] Jumps = ["-3d", "+2h", "-20y", "+30y", "+0", "-1h"];

    public static int Run(Arguments arguments)
    {
        if (Libraries.FirstOrDefault(File.Exists) is not { } library)
        {
            Console.Error.WriteLine("soak clock needs libfaketime (Debian: apt install faketime)");
            return 2;
        }
        using var folder = new ScratchFolder();
        Tool.Expect(Work.Training(folder["whole"], Steps, adversary: false).Arguments());
        var work = Work.Training(folder["run"], Steps, adversary: false);
        var clock = folder["clock"];
        File.WriteAllText(clock, "+0");
        using var process = Tool.Start(work.Arguments(), new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = library,
            ["FAKETIME_TIMESTAMP_FILE"] = clock,
            ["FAKETIME_NO_CACHE"] = "1",
            // Waiting follows the monotonic clock, which no administrator can set.
            ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
        });
        var messages = process.StandardError.ReadToEndAsync();
        for (var i = 0; !process.WaitForExit(TimeSpan.FromMilliseconds(400)); i++)
            File.WriteAllText(clock, Jumps[i % Jumps.Length]);
        var differences = process.ExitCode != 0 ? [$"exit {process.ExitCode}: {messages.Result}"] : work.Differences(folder["whole"]);
        foreach (var difference in differences)
            Console.Error.WriteLine($"  {difference}");
        Console.WriteLine($"a clock that jumps: {differences.Count} differences");
        return differences.Count == 0 ? 0 : 1;
    }
}
