using System.Text.RegularExpressions;

namespace LiteVae.Packages.Tests;

/// <summary>The C# examples of a package's README.</summary>
internal static partial class PackageReadme
{
    /// <summary>The examples, one after the other in one program.</summary>
    /// <param name="project">The project below <c>src</c>.</param>
    public static string Program(string project)
    {
        var lines = Example().Matches(File.ReadAllText(Path.Combine(SourceFolder.Of(project), "PACKAGE.md"))).SelectMany(m => m.Groups[1].Value.Split('\n')).ToArray();
        Assert.NotEmpty(lines);
        return string.Join('\n', [.. lines.Where(line => Import().IsMatch(line)), .. lines.Where(line => !Import().IsMatch(line))]);
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex(@"^using [\w.]+;")]
    private static partial Regex Import();
}
