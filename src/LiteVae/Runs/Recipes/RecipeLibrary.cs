using LiteVae.Codec.Configuration;
using LiteVae.Configuration;

namespace LiteVae.Runs.Recipes;

/// <summary>The recipes of one kind: those shipped within this assembly by name, others from YAML files.</summary>
/// <typeparam name="T">The record that a recipe is bound to.</typeparam>
/// <param name="folder">What the names of the shipped recipes' resources begin with: "recipes", or a folder below it.</param>
/// <param name="excluded">A subfolder with recipes of another kind; null for none.</param>
/// <param name="presetKey">The top-level key under which <c>preset</c>, or another key of its kind, stands for a whole config.</param>
/// <param name="expandPreset">Given the recipe and the mapping of that key, replaces such keys by those that they stand for.</param>
internal sealed class RecipeLibrary<T>(string folder, string? excluded, string presetKey, Action<ConfigMapping, ConfigMapping> expandPreset)
    where T : class
{
    private const string Extension = ".yaml";

    /// <summary>The names of the shipped recipes; of those in a subfolder with its name: "tables/10-patchgan".</summary>
    public IReadOnlyList<string> Shipped { get; } =
    [
        .. typeof(RecipeLibrary<T>).Assembly.GetManifestResourceNames()
            .Where(resource => resource.StartsWith($"{folder}/", StringComparison.Ordinal) && resource.EndsWith(Extension, StringComparison.Ordinal))
            .Select(resource => resource[(folder.Length + 1)..^Extension.Length])
            .Where(name => excluded is null || !name.StartsWith($"{excluded}/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Reads a recipe, with its bases.</summary>
    /// <param name="nameOrFile">A shipped recipe's name, or a YAML file.</param>
    /// <param name="settings">Overrides by dotted keys, in order.</param>
    /// <exception cref="ConfigException">The file is missing or has mistakes; all of them are named.</exception>
    public T Read(string nameOrFile, IReadOnlyList<string> settings) => Bind(RecipeBase.Read(nameOrFile, Open), nameOrFile, settings);

    /// <summary>Binds a recipe that was read.</summary>
    /// <param name="root">The recipe; changed here.</param>
    /// <param name="source">What it is called in messages.</param>
    /// <param name="settings">Overrides by dotted keys, in order.</param>
    /// <exception cref="ConfigException">It has mistakes; all of them are named.</exception>
    public T Bind(ConfigMapping root, string source, IReadOnlyList<string> settings)
    {
        foreach (var setting in settings)
            ConfigOverride.Apply(root, setting);

        // A wrong preset must not hide the mistakes elsewhere: it is reported with them.
        List<ConfigProblem> problems = [];
        if (root[presetKey] is ConfigMapping network)
        {
            var (key, line) = network["from"] is { } from ? ("from", from.Line) : ("preset", network["preset"]?.Line);
            try
            {
                expandPreset(root, network);
            }
            catch (ConfigException e)
            {
                problems.Add(new ConfigProblem($"{presetKey}.{key}", e.Message, line));
                root[presetKey] = null;
            }
        }
        try
        {
            var recipe = ConfigBinder.Bind<T>(root, source);
            return problems.Count == 0 ? recipe : throw new ConfigException(source, problems);
        }
        catch (ConfigException e) when (problems.Count > 0 && !e.Problems.SequenceEqual(problems))
        {
            throw new ConfigException(source, [.. problems.Concat(e.Problems).OrderBy(p => p.Line ?? int.MaxValue)]);
        }
    }

    private (ConfigMapping Document, string Source) Open(string nameOrFile)
    {
        if (!Shipped.Contains(nameOrFile))
        {
            var file = Find(nameOrFile);
            return (ConfigDocument.Read(file), file);
        }
        using var stream = typeof(RecipeLibrary<T>).Assembly.GetManifestResourceStream($"{folder}/{nameOrFile}{Extension}")!;
        using var reader = new StreamReader(stream);
        return (ConfigDocument.Parse(reader.ReadToEnd(), nameOrFile), nameOrFile);
    }

    private string Find(string nameOrFile)
    {
        if (nameOrFile.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) || nameOrFile.EndsWith(".yml", StringComparison.OrdinalIgnoreCase)
            || nameOrFile.Contains(Path.DirectorySeparatorChar))
        {
            return File.Exists(nameOrFile) ? nameOrFile
                : throw new ConfigException($"recipe {nameOrFile}", Directory.Exists(nameOrFile) ? "is a folder; a YAML file is expected" : "there is no such file");
        }
        return File.Exists(nameOrFile) ? nameOrFile
            : throw new ConfigException($"recipe \"{nameOrFile}\"", $"is neither a shipped recipe nor a file{NearestName.SuggestAmong(nameOrFile, [.. Shipped])}");
    }
}
