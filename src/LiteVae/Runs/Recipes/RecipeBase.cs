using LiteVae.Codec.Configuration;
using LiteVae.Configuration;

namespace LiteVae.Runs.Recipes;

/// <summary>Recipes that are another recipe but for some values: <c>base</c> names that one, <c>set</c> holds values by dotted keys.</summary>
internal static class RecipeBase
{
    private const string Base = "base";
    private const string Set = "set";

    // A chain of bases is longer than this only where it never ends.
    private const int MaxDepth = 8;

    /// <summary>Reads a recipe file, and its base where it has one.</summary>
    /// <param name="path">A YAML file.</param>
    /// <param name="find">Finds the file of a base by its name.</param>
    /// <exception cref="ConfigException">A file is missing, is not a mapping, or has other keys beside <c>base</c>.</exception>
    public static ConfigMapping Read(string path, Func<string, string> find) => Read(path, find, depth: 0);

    private static ConfigMapping Read(string path, Func<string, string> find, int depth)
    {
        var document = ConfigDocument.Read(path);
        if (document[Base] is not { } named)
            return document;
        if (named is not ConfigScalar { IsNull: false } name)
            throw new ConfigException(path, [new ConfigProblem(Base, "expected the name of a recipe, or a file", named.Line)]);
        if (depth == MaxDepth)
            throw new ConfigException(path, [new ConfigProblem(Base, $"more than {MaxDepth} recipes are each the base of another", named.Line)]);
        ConfigProblem[] others = [.. document.Entries.Where(e => e.Key is not (Base or Set)).Select(e => new ConfigProblem(
            e.Key, $"a recipe with a base has the keys base and set alone; write it as {Set}: {{{e.Key}.KEY: VALUE}}", e.Value.Line))];
        if (others.Length > 0)
            throw new ConfigException(path, others);

        var root = Read(find(name.Text), find, depth + 1);
        if (document[Set] is { } set)
        {
            if (set is not ConfigMapping settings)
                throw new ConfigException(path, [new ConfigProblem(Set, "expected values by dotted keys, such as train.learning_rate: 2e-4", set.Line)]);
            foreach (var (key, value) in settings.Entries)
                ConfigOverride.Apply(root, key, value, path);
        }
        return root;
    }
}
