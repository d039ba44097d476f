using System.Reflection;

namespace LiteVae.Packages.Tests;

/// <summary>What these tests were built with.</summary>
internal static class BuildSettings
{
    /// <summary>Debug or Release.</summary>
    public static string Configuration => Read("Configuration");

    /// <summary>The version of all packages.</summary>
    public static string Version => Read("Version");

    /// <summary>The folder into which NuGet extracts this machine's packages.</summary>
    public static string PackageFolder => Read("PackageFolder");

    /// <summary>The version of libtorch that this repository uses.</summary>
    public static string LibTorchVersion => Read("LibTorchVersion");

    private static string Read(string key) =>
        typeof(BuildSettings).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
