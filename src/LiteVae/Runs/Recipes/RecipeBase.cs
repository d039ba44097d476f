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

    /// <summary>Reads a recipe, and its base where it has one.</summary>
    /// <param name="name">What the recipe is called.</param>
    /// <param name="open">Reads the YAML of a recipe, or of a base, by its name; its second result is what the text is called in messages.</param>
    /// <exception cref="ConfigException">A recipe is missing, is not a mapping, or has other keys beside <c>base</c>.</exception>
    public static ConfigMapping Read(string name, Func<string, (ConfigMapping Document, string Source)> open) => Read(name, open, depth: 0);

    private static ConfigMapping Read(string recipe, Func<string, (ConfigMapping Document, string Source)> open, int depth)
    {
        var (document, source) = open(recipe);
        if (document[Base] is not { } named)
            return document;
        if (named is not ConfigScalar { IsNull: false } name)
            throw new ConfigException(source, [new ConfigProblem(Base, "expected the name of a recipe, or a file", named.Line)]);
        if (depth == MaxDepth)
            throw new ConfigException(source, [new ConfigProblem(Base, $"more than {MaxDepth} recipes are each the base of another", named.Line)]);
        ConfigProblem[] others = [.. document.Entries.Where(e => e.Key is not (Base or Set)).Select(e => new ConfigProblem(
            e.Key, $"a recipe with a base has the keys base and set alone; write it as {Set}: {{{e.Key}.KEY: VALUE}}", e.Value.Line))];
        if (others.Length > 0)
            throw new ConfigException(source, others);

        var root = Read(name.Text, open, depth + 1);
        if (document[Set] is { } set)
        {
            if (set is not ConfigMapping settings)
                throw new ConfigException(source, [new ConfigProblem(Set, "expected values by dotted keys, such as train.learning_rate: 2e-4", set.Line)]);
            foreach (var (key, value) in settings.Entries)
                ConfigOverride.Apply(root, key, value, source);
        }
        return root;
    }
}
