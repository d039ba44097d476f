using LiteVae.Codec.Configuration;
using LiteVae.Configuration;

namespace LiteVae.Runs.Recipes;

/// <summary>The recipes of one kind: those shipped with the application by name, others from YAML files.</summary>
/// <typeparam name="T">The record that a recipe is bound to.</typeparam>
/// <param name="folder">The shipped recipes' folder, relative to the application's.</param>
/// <param name="excluded">A subfolder with recipes of another kind; null for none.</param>
/// <param name="presetKey">The top-level key under which <c>preset</c>, or another key of its kind, stands for a whole config.</param>
/// <param name="expandPreset">Given the recipe and the mapping of that key, replaces such keys by those that they stand for.</param>
internal sealed class RecipeLibrary<T>(string folder, string? excluded, string presetKey, Action<ConfigMapping, ConfigMapping> expandPreset)
    where T : class
{
    private string Folder => Path.Combine(AppContext.BaseDirectory, folder);

    /// <summary>The names of the shipped recipes; of those in a subfolder with its name: "tables/10-patchgan".</summary>
    public IReadOnlyList<string> Shipped => Directory.Exists(Folder)
        ? [.. Directory.GetFiles(Folder, "*.yaml", SearchOption.AllDirectories).Select(NameOf).Where(IsOfThisKind).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Reads a recipe, with its bases.</summary>
    /// <param name="nameOrFile">A shipped recipe's name, or a YAML file.</param>
    /// <param name="settings">Overrides by dotted keys, in order.</param>
    /// <exception cref="ConfigException">The file is missing or has mistakes; all of them are named.</exception>
    public T Read(string nameOrFile, IReadOnlyList<string> settings) => Bind(RecipeBase.Read(Find(nameOrFile), Find), nameOrFile, settings);

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

    private string Find(string nameOrFile)
    {
        if (Shipped.Contains(nameOrFile))
            return Path.Combine(Folder, $"{nameOrFile}.yaml");
        if (nameOrFile.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || nameOrFile.EndsWith(".yml", StringComparison.OrdinalIgnoreCase)
            || nameOrFile.Contains(Path.DirectorySeparatorChar))
        {
            return File.Exists(nameOrFile) ? nameOrFile
                : throw new ConfigException($"recipe {nameOrFile}", Directory.Exists(nameOrFile) ? "is a folder; a YAML file is expected" : "there is no such file");
        }
        return File.Exists(nameOrFile) ? nameOrFile
            : throw new ConfigException($"recipe \"{nameOrFile}\"", $"is neither a shipped recipe nor a file{NearestName.SuggestAmong(nameOrFile, [.. Shipped])}");
    }

    private string NameOf(string shipped) =>
        Path.ChangeExtension(Path.GetRelativePath(Folder, shipped), null).Replace(Path.DirectorySeparatorChar, '/');

    private bool IsOfThisKind(string name) => excluded is null || !name.StartsWith($"{excluded}/", StringComparison.Ordinal);
}
