using System.Text.Json;
using System.Text.Json.Nodes;

namespace LiteVae.Cli.Shared;

/// <summary>The libtorch that the tool was built with, as its list of dependencies names it.</summary>
internal static class LibtorchPackage
{
    /// <summary>"2.10.0 (libtorch-cpu-linux-x64)"; null where there is no list, as in a single-file application.</summary>
    public static string? FindVersion()
    {
        foreach (var list in (AppContext.GetData("APP_CONTEXT_DEPS_FILES") as string ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            if (File.Exists(list) && FindVersion(File.ReadAllText(list)) is { } found)
                return found;
        }
        return null;
    }

    /// <summary>The same, in a list that was read.</summary>
    public static string? FindVersion(string dependencies)
    {
        try
        {
            // TorchSharp's CUDA packages are empty and refer to those with the libraries: both begin with a name of libtorch's.
            return JsonNode.Parse(dependencies)?["libraries"] is JsonObject libraries
                && libraries.Select(l => l.Key.Split('/')).FirstOrDefault(l => l is [var name, _] && name.StartsWith("libtorch-", StringComparison.Ordinal)) is [var package, var version]
                ? $"{version} ({package})"
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
