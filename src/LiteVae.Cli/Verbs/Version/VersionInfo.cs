using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using LiteVae.Cli.Shared;
using LiteVae.Codec;

namespace LiteVae.Cli.Verbs.Version;

/// <summary>What this program is. Nothing native is loaded to find it out.</summary>
/// <param name="Version">The tool's version, such as "0.1.0".</param>
/// <param name="Commit">The commit it was built from; null where the build did not know it.</param>
/// <param name="Libtorch">The libtorch package that the tool was built with, or the folder that takes its place; null where neither is known.</param>
/// <param name="Kernels">The instruction set of the kernels, or why there are none.</param>
internal sealed record VersionInfo(string Version, string? Commit, string? Libtorch, string Kernels)
{
    public static string Runtime => RuntimeInformation.FrameworkDescription;

    public static string System => RuntimeInformation.OSDescription;

    public static string Architecture => RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    /// <summary>Looks at this process.</summary>
    public static VersionInfo Find()
    {
        var informational = typeof(VersionInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        var (version, commit) = Split(informational);
        return new VersionInfo(version, commit, FindLibtorch(), FindKernels());
    }

    /// <summary>"0.1.0+5796d3f" as version and commit.</summary>
    public static (string Version, string? Commit) Split(string informational) =>
        informational.Split('+', 2) is [var version, { Length: > 0 } commit] ? (version, commit) : (informational.TrimEnd('+'), null);

    public JsonObject ToJson() => new()
    {
        ["version"] = Version,
        ["commit"] = Commit,
        ["libtorch"] = Libtorch,
        ["kernels"] = Kernels,
        ["dotnet"] = Runtime,
        ["os"] = System,
        ["architecture"] = Architecture,
    };

    private static string? FindLibtorch() => Environment.GetEnvironmentVariable("LITEVAE_LIBTORCH") is { Length: > 0 } folder
        ? $"LITEVAE_LIBTORCH={folder}"
        : LibtorchPackage.FindVersion();

    private static string FindKernels()
    {
        try
        {
            return CodecRuntime.KernelsEnabled ? CodecRuntime.InstructionSet : "off";
        }
        catch (PlatformNotSupportedException e)
        {
            return $"none ({e.Message})";
        }
    }
}
