using System.Text.RegularExpressions;

namespace LiteVae.Tests;

/// <summary>The folders' dependencies point one way: a folder uses only those before it.</summary>
public sealed partial class ArchitectureTests
{
    /// <summary>Tiers from the ground up. Folders of one tier may use each other in the order given, not back.</summary>
    private static readonly string[] Order =
    [
        "Runtime", "Configuration", "Kernels", "Wavelets", "Layers", "Pictures", "Pages",
        "Autoencoders",
        "Checkpoints", "Data", "Discriminators", "Losses",
        "Runs",
        "Inference", "Evaluation", "Training",
        "Diffusion", "Onnx", "Distributed",
    ];

    private static string SourceRoot
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "LiteVae.slnx")))
                folder = folder.Parent;
            Assert.NotNull(folder);
            return Path.Combine(folder.FullName, "src", "LiteVae");
        }
    }

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
        foreach (var (file, folder) in Sources())
        {
            foreach (Match match in Reference().Matches(File.ReadAllText(file)))
            {
                var used = match.Groups[1].Value;
                if (Array.IndexOf(Order, used) > Array.IndexOf(Order, folder))
                    wrong.Add($"{folder}/{Path.GetFileName(file)} uses {used}");
            }
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public void Namespaces_are_folders()
    {
        var wrong = Sources()
            .Where(s => !File.ReadAllText(s.File).Contains($"namespace LiteVae.{Path.GetRelativePath(SourceRoot, Path.GetDirectoryName(s.File)!).Replace(Path.DirectorySeparatorChar, '.')};"))
            .Select(s => s.File);
        Assert.Empty(wrong);
    }

    private static IEnumerable<(string File, string Folder)> Sources() =>
        Directory.EnumerateFiles(SourceRoot, "*.cs", SearchOption.AllDirectories)
            .Select(f => (f, Path.GetRelativePath(SourceRoot, f).Split(Path.DirectorySeparatorChar)[0]))
            .Where(s => s.Item2 is not ("bin" or "obj") && !s.Item2.EndsWith(".cs", StringComparison.Ordinal));

    [GeneratedRegex(@"\bLiteVae\.([A-Z]\w+)")]
    private static partial Regex Reference();
}
