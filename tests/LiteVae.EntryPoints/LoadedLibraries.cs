namespace LiteVae.EntryPoints;

/// <summary>The native libraries that this process has mapped, as Linux lists them.</summary>
internal static class LoadedLibraries
{
    private const string Maps = "/proc/self/maps";

    public static bool HasTorch => File.Exists(Maps) && File.ReadLines(Maps).Any(l => l.Contains("libtorch_cpu", StringComparison.Ordinal));
}
