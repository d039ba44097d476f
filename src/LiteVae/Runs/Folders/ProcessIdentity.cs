using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Serialization;

namespace LiteVae.Runs.Folders;

/// <summary>A process, told apart from a later one with the same number.</summary>
/// <param name="Id">The process id.</param>
/// <param name="Host">The name of its machine.</param>
/// <param name="Started">
/// When it started, as text to be compared with itself only: on Linux ticks after a named boot, which no change of the
/// clock alters; elsewhere the time.
/// </param>
internal sealed record ProcessIdentity(int Id, string Host, string Started)
{
    private const ulong KillSignal = 1UL << (9 - 1);

    /// <summary>This process.</summary>
    public static ProcessIdentity Current { get; } =
        new(Environment.ProcessId, Environment.MachineName, StartOf(Environment.ProcessId) ?? "");

    /// <summary>Whether the process is known to have ended. Of a process on another machine this is not known.</summary>
    [JsonIgnore]
    public bool HasEnded => Host == Environment.MachineName && StartOf(Id) != Started;

    /// <summary>
    /// Whether the process has ended, or was killed and is about to: the system needs a moment to take back the memory and to
    /// close the files of a large process, and whoever killed it need not wait for that. The second is known on Linux only.
    /// </summary>
    [JsonIgnore]
    public bool IsEnding => HasEnded || (OperatingSystem.IsLinux() && Host == Environment.MachineName && (PendingSignals(Id) & KillSignal) != 0);

    /// <summary>When a process of this machine started; null where there is no such process.</summary>
    private static string? StartOf(int id)
    {
        if (OperatingSystem.IsLinux())
            return LinuxStartOf(id);
        try
        {
            using var process = Process.GetProcessById(id);
            return process.StartTime.ToUniversalTime().Ticks.ToString(CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }

    private static string? LinuxStartOf(int id)
    {
        try
        {
            // The fields after the name, which stands in brackets: the state is field 3, the start in clock ticks is field 22 (proc(5)).
            var text = File.ReadAllText($"/proc/{id}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : $"{fields[19]} after boot {File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // The signals of the whole process that wait to be delivered, one bit each (proc(5), ShdPnd); none where there is no such process.
    private static ulong PendingSignals(int id)
    {
        const string Label = "ShdPnd:";
        try
        {
            var line = File.ReadLines($"/proc/{id}/status").FirstOrDefault(line => line.StartsWith(Label, StringComparison.Ordinal));
            return line is null ? 0 : ulong.Parse(line.AsSpan(Label.Length), NumberStyles.AllowHexSpecifier | NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
