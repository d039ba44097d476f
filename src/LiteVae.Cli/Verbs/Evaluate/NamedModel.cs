using LiteVae.Codec.Configuration;

namespace LiteVae.Cli.Verbs.Evaluate;

/// <summary>A model to be measured, and what results call it.</summary>
/// <param name="Name">Given as NAME=PATH; the path where no name was given.</param>
/// <param name="Path">A model file, a run folder, or a model of diffusers or CompVis.</param>
internal sealed record NamedModel(string Name, string Path)
{
    /// <summary>Reads what was given: NAME=PATH, or a path. A path that exists is one, whatever signs it has.</summary>
    public static NamedModel Parse(string given) =>
        !File.Exists(given) && !Directory.Exists(given) && given.Split('=', 2) is [{ Length: > 0 } name, { Length: > 0 } path] && !name.Contains('/', StringComparison.Ordinal) && !name.Contains('\\', StringComparison.Ordinal)
            ? new NamedModel(name, path)
            : new NamedModel(given, given);

    /// <summary>Reads several.</summary>
    /// <exception cref="ConfigException">Two have the same name: results could not be told apart.</exception>
    public static IReadOnlyList<NamedModel> ParseAll(IEnumerable<string> given)
    {
        NamedModel[] models = [.. given.Select(Parse)];
        return models.GroupBy(m => m.Name).FirstOrDefault(g => g.Count() > 1) is { } twice
            ? throw new ConfigException("--model", $"\"{twice.Key}\" is given {twice.Count()} times; name each as NAME=PATH")
            : models;
    }
}
