using System.Collections;
using LiteVae.Codec.Configuration;

namespace LiteVae.Cli.Verbs.Doctor.Checks;

/// <summary>The variables of the environment that begin with LITEVAE_.</summary>
internal static class VariableCheck
{
    private const string Prefix = "LITEVAE_";

    private static readonly string[] Known = ["LITEVAE_ALLOCATOR", "LITEVAE_KERNELS", "LITEVAE_LIBTORCH", "LITEVAE_MAX_PIXELS", "LITEVAE_MPI", "LITEVAE_THREADS", "LITEVAE_TRACE", "LITEVAE_WEIGHTS"];

    public static CheckResult Look() => Judge(Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(v => (string)v.Key, v => (string?)v.Value ?? ""));

    /// <param name="environment">All variables.</param>
    public static CheckResult Judge(IReadOnlyDictionary<string, string> environment)
    {
        (string Name, string Value)[] set = [.. environment.Where(v => v.Key.StartsWith(Prefix, StringComparison.Ordinal)).OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => (v.Key, v.Value))];
        var finding = set.Length == 0 ? "none is set" : string.Join(", ", set.Select(v => $"{v.Name}={v.Value}"));
        string[] unknown = [.. set.Select(v => v.Name).Except(Known)];
        return unknown.Length == 0
            ? CheckResult.Ok(finding)
            : CheckResult.Warning(finding, $"The tool does not know {string.Join(", ", unknown.Select(n => NearestName.Find(n, Known) is { } near ? $"{n} (did you mean {near}?)" : n))}.");
    }
}
