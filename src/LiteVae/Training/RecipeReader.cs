using LiteVae.Autoencoders;
using LiteVae.Codec.Configuration;
using LiteVae.Configuration;

namespace LiteVae.Training;

/// <summary>Reads recipes: shipped ones by name, others from YAML files.</summary>
public static class RecipeReader
{
    private static string ShippedFolder => Path.Combine(AppContext.BaseDirectory, "recipes");

    /// <summary>The names of the recipes shipped with the application.</summary>
    public static IReadOnlyList<string> Shipped => Directory.Exists(ShippedFolder)
        ? [.. Directory.GetFiles(ShippedFolder, "*.yaml", SearchOption.AllDirectories).Select(NameOf).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Reads a recipe.</summary>
    /// <param name="nameOrFile">A shipped recipe's name, or a YAML file.</param>
    /// <param name="settings">Overrides such as "train.phases.0.steps=20", in order.</param>
    /// <exception cref="ConfigException">The file is missing or has mistakes; all of them are named.</exception>
    public static Recipe Read(string nameOrFile, params IReadOnlyList<string> settings)
    {
        ArgumentNullException.ThrowIfNull(nameOrFile);
        ArgumentNullException.ThrowIfNull(settings);
        return Bind(RecipeBase.Read(Find(nameOrFile), Find), nameOrFile, settings);
    }

    /// <summary>Reads a recipe from text.</summary>
    internal static Recipe Parse(string yaml, string source, params IReadOnlyList<string> settings) =>
        Bind(ConfigDocument.Parse(yaml, source), source, settings);

    private static Recipe Bind(ConfigMapping root, string source, IReadOnlyList<string> settings)
    {
        foreach (var setting in settings)
            ConfigOverride.Apply(root, setting);

        // A wrong preset must not hide the mistakes elsewhere: it is reported with them.
        List<ConfigProblem> problems = [];
        if (root["model"] is ConfigMapping model)
        {
            try
            {
                PresetConfig.Expand(model);
            }
            catch (ConfigException e)
            {
                problems.Add(new ConfigProblem("model.preset", e.Message, model["preset"]?.Line));
                root["model"] = null;
            }
        }
        try
        {
            var recipe = ConfigBinder.Bind<Recipe>(root, source);
            return problems.Count == 0 ? recipe with { Name = source } : throw new ConfigException(source, problems);
        }
        catch (ConfigException e) when (problems.Count > 0 && !e.Problems.SequenceEqual(problems))
        {
            throw new ConfigException(source, [.. problems.Concat(e.Problems).OrderBy(p => p.Line ?? int.MaxValue)]);
        }
    }

    // Of a recipe in a folder: "tables/10-patchgan".
    private static string NameOf(string shipped) =>
        Path.ChangeExtension(Path.GetRelativePath(ShippedFolder, shipped), null).Replace(Path.DirectorySeparatorChar, '/');

    private static string Find(string nameOrFile)
    {
        var shipped = Path.Combine(ShippedFolder, $"{nameOrFile}.yaml");
        if (Shipped.Contains(nameOrFile))
            return shipped;
        if (nameOrFile.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || nameOrFile.EndsWith(".yml", StringComparison.OrdinalIgnoreCase)
            || nameOrFile.Contains(Path.DirectorySeparatorChar))
        {
            return File.Exists(nameOrFile) ? nameOrFile
                : throw new ConfigException($"recipe {nameOrFile}", Directory.Exists(nameOrFile) ? "is a folder; a YAML file is expected" : "there is no such file");
        }
        return File.Exists(nameOrFile) ? nameOrFile
            : throw new ConfigException($"recipe \"{nameOrFile}\"", $"is neither a shipped recipe nor a file{NearestName.Suggest(nameOrFile, [.. Shipped])}");
    }
}
