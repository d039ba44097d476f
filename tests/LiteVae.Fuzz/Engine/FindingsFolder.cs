using System.Security.Cryptography;

namespace LiteVae.Fuzz.Engine;

/// <summary>Keeps inputs that broke a rule, each with what happened and the command that repeats it.</summary>
/// <param name="folder">The folder; it is created with the first finding.</param>
/// <param name="target">The target's name.</param>
internal sealed class FindingsFolder(string folder, string target)
{
    /// <summary>Keeps an input.</summary>
    /// <param name="kind">In one word: exception, hang, memory or crash.</param>
    /// <param name="description">What happened.</param>
    /// <param name="input">The input.</param>
    /// <returns>The input's file.</returns>
    public string Add(string kind, string description, byte[] input)
    {
        Directory.CreateDirectory(folder);
        var path = Path.GetFullPath(Path.Combine(folder, $"{target}-{kind}-{Convert.ToHexStringLower(SHA256.HashData(input))[..12]}"));
        File.WriteAllBytes(path, input);
        File.WriteAllText(path + ".txt", $"{kind}: {description}\nRepeat: dotnet run -c Release --project tests/LiteVae.Fuzz -- repeat {target} {path}\n");
        return path;
    }
}
