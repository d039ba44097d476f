using System.Text.RegularExpressions;
using LiteVae.Tests;

namespace LiteVae.Codec.Tests;

/// <summary>The folders' dependencies point one way, and the project needs nothing beside the runtime.</summary>
public sealed partial class ArchitectureTests
{
    // From the ground up: a folder uses only those before it.
    private static readonly string[] Order = ["Numerics", "Configuration", "Kernels", "Models", "Networks", "Interchange", "Pixels", "Tiles", "Inspection", "Shards", "Diffusion"];

    private static string SourceRoot { get; } = SourceFolder.Of("LiteVae.Codec");

    [Fact]
    public void Every_folder_has_its_place()
    {
        var folders = Directory.GetDirectories(SourceRoot).Select(Path.GetFileName).Where(f => f is not ("bin" or "obj"));
        Assert.Empty(folders.Except(Order));
    }

    [Fact]
    public void Dependencies_point_one_way()
    {
        List<string> wrong = [];
        foreach (var file in Directory.EnumerateFiles(SourceRoot, "*.cs", SearchOption.AllDirectories))
        {
            var folder = Array.IndexOf(Order, Path.GetRelativePath(SourceRoot, file).Split(Path.DirectorySeparatorChar)[0]);
            if (folder < 0) // the root uses all
                continue;
            foreach (Match match in Reference().Matches(File.ReadAllText(file)))
            {
                if (Array.IndexOf(Order, match.Groups[1].Value) > folder)
                    wrong.Add($"{Path.GetRelativePath(SourceRoot, file)} uses {match.Groups[1].Value}");
            }
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public void The_assembly_references_the_runtime_alone()
    {
        var foreign = typeof(LatentCodec).Assembly.GetReferencedAssemblies().Select(a => a.Name!)
            .Where(name => !name.StartsWith("System", StringComparison.Ordinal) && name is not "netstandard");
        Assert.Empty(foreign);
    }

    [GeneratedRegex(@"\bLiteVae\.Codec\.([A-Z]\w+)")]
    private static partial Regex Reference();
}
