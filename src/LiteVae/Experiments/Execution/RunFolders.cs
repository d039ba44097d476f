using System.Security.Cryptography;
using System.Text;
using LiteVae.Runs.Folders;

namespace LiteVae.Experiments.Execution;

/// <summary>The run folders below an output folder: what has been trained by the same settings, for whatever table, is used again.</summary>
/// <param name="output">The output folder.</param>
internal sealed class RunFolders(string output)
{
    private readonly string _root = Path.Combine(Path.GetFullPath(output), "rows");

    /// <summary>The folder of the run with these settings: one that exists, or the name of a new one.</summary>
    /// <param name="name">What a new folder is called.</param>
    /// <param name="configYaml">The resolved recipe, which a run keeps in its <c>config.yaml</c>.</param>
    public RunFolder Of(string name, string configYaml)
    {
        if (Directory.Exists(_root))
        {
            foreach (var path in Directory.EnumerateDirectories(_root).Order(StringComparer.Ordinal))
            {
                var run = new RunFolder(path);
                if (File.Exists(run.Config) && File.ReadAllText(run.Config) == configYaml)
                    return run;
            }
        }
        var folder = new RunFolder(Path.Combine(_root, name));
        // The name may be taken by a run with other settings: of another scale, or data.
        return File.Exists(folder.Config) ? new RunFolder(Path.Combine(_root, $"{name}-{Digest(configYaml)[..8]}")) : folder;
    }

    /// <summary>Whether a run has come to its end.</summary>
    public static bool IsFinished(RunFolder run) => File.Exists(run.Config) && File.Exists(run.Model);

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
