namespace LiteVae.Codec.Configuration;

/// <summary>A configuration cannot be used. Every problem found is named, not only the first.</summary>
public sealed class ConfigException : Exception
{
    /// <summary>Creates the exception from all problems.</summary>
    /// <param name="source">The file's name, or what the configuration is.</param>
    /// <param name="problems">At least one.</param>
    public ConfigException(string source, IReadOnlyList<ConfigProblem> problems)
        : base(Describe(source, problems))
    {
        Problems = problems;
    }

    /// <summary>Creates the exception for a single problem.</summary>
    public ConfigException(string source, string message)
        : this(source, [new ConfigProblem("", message)])
    {
    }

    /// <summary>The problems, in the order of the file.</summary>
    public IReadOnlyList<ConfigProblem> Problems { get; }

    private static string Describe(string source, IReadOnlyList<ConfigProblem> problems) =>
        problems.Count == 1
            ? $"{source}: {problems[0]}"
            : $"{source}: {problems.Count} problems\n{string.Join('\n', problems.Select(p => $"  - {p}"))}";
}
