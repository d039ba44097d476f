using LiteVae.Codec.Configuration;
using LiteVae.Configuration;

namespace LiteVae.Experiments.Files;

/// <summary>Reads experiments: shipped ones by name, others from YAML files.</summary>
internal static class ExperimentReader
{
    private const string Folder = "experiments/";
    private const string Extension = ".yaml";

    /// <summary>The names of the shipped experiments: tables in the order of the paper, then figures, then the appendix.</summary>
    public static IReadOnlyList<string> Shipped { get; } =
    [
        .. typeof(ExperimentReader).Assembly.GetManifestResourceNames()
            .Where(resource => resource.StartsWith(Folder, StringComparison.Ordinal) && resource.EndsWith(Extension, StringComparison.Ordinal))
            .Select(resource => resource[Folder.Length..^Extension.Length])
            .OrderBy(Place),
    ];

    /// <summary>Reads an experiment.</summary>
    /// <param name="nameOrFile">The name of a shipped one, or a YAML file.</param>
    /// <exception cref="ConfigException">The file is missing or has mistakes; all of them are named.</exception>
    public static ExperimentFile Read(string nameOrFile)
    {
        if (!Shipped.Contains(nameOrFile))
        {
            return File.Exists(nameOrFile) || IsPath(nameOrFile)
                ? ConfigBinder.Bind<ExperimentFile>(ConfigDocument.Read(nameOrFile), nameOrFile)
                : throw new ConfigException($"table \"{nameOrFile}\"", $"is neither a table or figure of the paper nor a file{NearestName.SuggestAmong(nameOrFile, [.. Shipped])}");
        }
        using var stream = typeof(ExperimentReader).Assembly.GetManifestResourceStream(Folder + nameOrFile + Extension)!;
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd(), nameOrFile);
    }

    /// <summary>Reads an experiment from text.</summary>
    public static ExperimentFile Parse(string yaml, string source) => ConfigBinder.Bind<ExperimentFile>(ConfigDocument.Parse(yaml, source), source);

    private static bool IsPath(string name) => name.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal) || name.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);

    // table-2 stands before table-10.
    private static (int Group, int Number, string Name) Place(string name)
    {
        var number = int.TryParse(name.Split('-')[^1], out var parsed) ? parsed : 0;
        return (name.StartsWith("table-", StringComparison.Ordinal) ? 0 : name.StartsWith("figure-", StringComparison.Ordinal) ? 1 : 2, number, name);
    }
}
