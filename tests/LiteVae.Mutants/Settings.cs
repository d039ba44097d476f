using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.FileSystemGlobbing;

namespace LiteVae.Mutants;

/// <summary>What is changed, and which tests should notice: a file of <c>tests/mutants</c>.</summary>
internal sealed record Settings
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>The project's folder, relative to the repository.</summary>
    public required string Project { get; init; }

    /// <summary>The files that are changed, relative to the project; <c>*</c> and <c>**</c> as usual.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>The tests' folder, relative to the repository.</summary>
    public required string Tests { get; init; }

    /// <summary>Which of the tests are run: arguments of the test program.</summary>
    public required IReadOnlyList<string> Filter { get; init; }

    /// <summary>Reads settings.</summary>
    public static Settings Read(string path) => JsonSerializer.Deserialize<Settings>(File.ReadAllText(path), Json)!;

    /// <summary>The files, relative to the repository, in order.</summary>
    /// <param name="repository">The repository's folder.</param>
    public IReadOnlyList<string> FilesIn(string repository)
    {
        var matcher = new Matcher();
        foreach (var pattern in Files)
        {
            if (pattern.StartsWith('!'))
                matcher.AddExclude(pattern[1..]);
            else
                matcher.AddInclude(pattern);
        }
        return [.. matcher.GetResultsInFullPath(Path.Combine(repository, Project)).Select(f => Path.GetRelativePath(repository, f)).Order(StringComparer.Ordinal)];
    }
}
