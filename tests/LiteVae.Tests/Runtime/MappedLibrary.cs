namespace LiteVae.Tests.Runtime;

/// <summary>The native libraries of this process, as Linux lists them.</summary>
internal static class MappedLibrary
{
    /// <summary>The path of a loaded library.</summary>
    public static string PathOf(string fileName)
    {
        var line = File.ReadLines("/proc/self/maps").First(l => l.EndsWith($"/{fileName}", StringComparison.Ordinal));
        return line[line.IndexOf('/', StringComparison.Ordinal)..];
    }

    /// <summary>Whether this system loads a patched copy of TorchSharp's library rather than the file beside the application.</summary>
    public static bool IsPatched => OperatingSystem.IsLinux() && !PathOf("libLibTorchSharp.so").StartsWith(AppContext.BaseDirectory, StringComparison.Ordinal);
}
