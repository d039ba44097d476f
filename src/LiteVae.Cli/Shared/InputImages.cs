using LiteVae.Codec.Configuration;
using LiteVae.Data;

namespace LiteVae.Cli.Shared;

/// <summary>An image that the user named, by itself or through its folder.</summary>
/// <param name="Path">The file.</param>
/// <param name="Name">Its file name; below a named folder, its path relative to that.</param>
internal sealed record InputImage(string Path, string Name);

/// <summary>Turns the paths on the command line into images, and their names into names of outputs.</summary>
internal static class InputImages
{
    /// <summary>Folders stand for the images in them. Files are not opened: a missing one is found when it is loaded.</summary>
    /// <exception cref="DatasetException">A folder has no image.</exception>
    public static IReadOnlyList<InputImage> Expand(IReadOnlyList<string> inputs) => [.. inputs.SelectMany(Expand)];

    /// <summary>
    /// A name per image for its outputs, without an extension: "a" for a.jpg. Where images would get the same one, they
    /// keep their extensions: "a.jpg" and "a.png".
    /// </summary>
    /// <param name="names">The images' names.</param>
    /// <param name="outputsOf">The files that are written for a name.</param>
    /// <exception cref="ConfigException">Two images would be written to one file even so.</exception>
    public static IReadOnlyList<string> OutputNames(IReadOnlyList<string> names, Func<string, IEnumerable<string>> outputsOf)
    {
        string[] chosen = [.. names.Select(n => Path.ChangeExtension(n, null))];
        var shared = Shared(chosen, outputsOf);
        for (var i = 0; i < chosen.Length; i++)
        {
            if (shared.Contains(i))
                chosen[i] = names[i];
        }
        if (Shared(chosen, outputsOf) is { Count: > 0 } still)
            throw new ConfigException("inputs", $"several images named {names[still.First()]} would be written to the same file; give them in separate calls");
        return chosen;
    }

    /// <exception cref="ConfigException">An output is one of the inputs.</exception>
    public static void RefuseOverwriting(IReadOnlyList<InputImage> inputs, IEnumerable<string> outputs)
    {
        var originals = inputs.Select(i => Path.GetFullPath(i.Path)).ToHashSet(PathComparer);
        if (outputs.FirstOrDefault(o => originals.Contains(Path.GetFullPath(o))) is { } overwritten)
            throw new ConfigException($"--output {Path.GetDirectoryName(overwritten)}", $"would overwrite the input {overwritten}; choose another folder");
    }

    private static StringComparer PathComparer => OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;

    private static IEnumerable<InputImage> Expand(string input)
    {
        if (!Directory.Exists(input))
            return [new InputImage(input, Path.GetFileName(input))];
        using var folder = FolderImageSource.Open(input);
        return [.. Enumerable.Range(0, (int)folder.Count!.Value)
            .Select(i => folder.NameOf(i))
            .Select(name => new InputImage(Path.Combine(input, name), name))];
    }

    private static HashSet<int> Shared(string[] chosen, Func<string, IEnumerable<string>> outputsOf) =>
        [.. chosen.SelectMany((name, index) => outputsOf(name).Select(output => (Output: output, Index: index)))
            .GroupBy(o => o.Output, StringComparer.OrdinalIgnoreCase) // some file systems do not tell "A" from "a"
            .Where(g => g.Select(o => o.Index).Distinct().Count() > 1)
            .SelectMany(g => g.Select(o => o.Index))];
}
