using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using LiteVae.Codec;
using LiteVae.Runtime;

namespace LiteVae.Tests;

/// <summary>The folders' dependencies point one way: a folder uses only those before it.</summary>
public sealed partial class ArchitectureTests
{
    /// <summary>Tiers from the ground up. Folders of one tier may use each other in the order given, not back.</summary>
    private static readonly string[] Order =
    [
        "Runtime", "Configuration", "Distributed", "Kernels", "Wavelets", "Layers", "Pictures", "Pages",
        "Autoencoders",
        "Checkpoints", "Data", "Discriminators", "Losses",
        "Runs",
        "Inference", "Evaluation", "Training",
        "Diffusion", "Experiments", "Onnx", "Reports",
    ];

    private static string SourceRoot { get; } = SourceFolder.Of("LiteVae");

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
            foreach (var used in FoldersUsedBy(file))
            {
                if (Array.IndexOf(Order, used) > Array.IndexOf(Order, folder))
                    wrong.Add($"{folder}/{Path.GetFileName(file)} uses {used}");
            }
        }
        Assert.Empty(wrong);
    }

    /// <summary>Subfolders of one folder use each other in one direction too; the folder's own files and its subfolders may use each other.</summary>
    [Fact]
    public void Subfolders_do_not_use_each_other_in_circles()
    {
        var uses = Sources()
            .Select(s => (From: SubfolderOf(s.File), s.File))
            .Where(s => s.From.Contains('.', StringComparison.Ordinal))
            .SelectMany(s => Subfolder().Matches(File.ReadAllText(s.File)).Select(m => (s.From, To: m.Groups[1].Value)))
            .Where(u => u.From != u.To && u.From.Split('.')[0] == u.To.Split('.')[0])
            .Distinct()
            .ToLookup(u => u.From, u => u.To);
        Assert.NotEmpty(uses);
        foreach (var start in uses.Select(u => u.Key))
            Assert.DoesNotContain(start, Reached(uses, start));
    }

    [Theory]
    [InlineData("using LiteVae.Training.Report;", "Training")]
    [InlineData("/// <summary>See <see cref=\"Training.Trainer\"/>.</summary>", "Training")]
    [InlineData("/// <see cref=\"LiteVae.Evaluation.Similarity.Psnr.Of(RgbImage, RgbImage)\"/>", "Evaluation")]
    [InlineData("var psnr = Evaluation.Similarity.Psnr.Of(a, b);", "Evaluation")]
    [InlineData("/// <see cref=\"IReadOnlyList{Inference.CodecOptions}\"/>", "Inference")]
    public void Every_kind_of_reference_is_seen(string source, string folder) => Assert.Equal([folder], FoldersIn(source));

    [Theory]
    [InlineData("recipe.Training.Phases")]
    [InlineData("ImageSources.Procedural.Length")]
    [InlineData("// Training. A sentence begins.")]
    public void What_only_looks_like_a_reference_is_none(string source) => Assert.Empty(FoldersIn(source));

    [Fact]
    public void Namespaces_are_folders()
    {
        var wrong = Sources()
            .Where(s => !File.ReadAllText(s.File).Contains($"namespace LiteVae.{Path.GetRelativePath(SourceRoot, Path.GetDirectoryName(s.File)!).Replace(Path.DirectorySeparatorChar, '.')};"))
            .Select(s => s.File);
        Assert.Empty(wrong);
    }

    /// <summary>Applications live on the public types, which is how we know that these are enough; LiteVae and LiteVae.Codec are siblings.</summary>
    [Fact]
    public void No_application_sees_internal_types()
    {
        var projects = Directory.GetDirectories(Path.GetDirectoryName(SourceRoot)!).Select(Path.GetFileName).ToHashSet();
        Assert.Superset(new HashSet<string?>(["LiteVae", "LiteVae.Codec", "LiteVae.Cli", "LiteVae.Server"]), projects);
        Assert.Equal(["LiteVae"], FriendsOf(typeof(LatentCodec).Assembly).Where(projects.Contains));
        Assert.DoesNotContain(FriendsOf(typeof(TorchRuntime).Assembly), projects.Contains);
    }

    private static IEnumerable<string?> FriendsOf(Assembly assembly) =>
        assembly.GetCustomAttributes<InternalsVisibleToAttribute>().Select(friend => new AssemblyName(friend.AssemblyName).Name);

    private static IEnumerable<(string File, string Folder)> Sources() =>
        Directory.EnumerateFiles(SourceRoot, "*.cs", SearchOption.AllDirectories)
            .Select(f => (f, Path.GetRelativePath(SourceRoot, f).Split(Path.DirectorySeparatorChar)[0]))
            .Where(s => s.Item2 is not ("bin" or "obj") && !s.Item2.EndsWith(".cs", StringComparison.Ordinal));

    private static IEnumerable<string> FoldersUsedBy(string file) => FoldersIn(File.ReadAllText(file));

    /// <summary>Folders that a source names: in usings, in qualified names of code and in crefs, with or without "LiteVae." before them.</summary>
    private static IEnumerable<string> FoldersIn(string source) =>
        Reference().Matches(source).Select(m => m.Groups[1].Value).Where(Order.Contains).Distinct();

    private static string SubfolderOf(string file) =>
        string.Join('.', Path.GetRelativePath(SourceRoot, Path.GetDirectoryName(file)!).Split(Path.DirectorySeparatorChar).Take(2));

    private static HashSet<string> Reached(ILookup<string, string> uses, string start)
    {
        HashSet<string> reached = [];
        var open = new Queue<string>(uses[start]);
        while (open.TryDequeue(out var next))
        {
            if (reached.Add(next))
            {
                foreach (var further in uses[next])
                    open.Enqueue(further);
            }
        }
        return reached;
    }

    [GeneratedRegex(@"(?<![\w.])(?:LiteVae\.)?([A-Z]\w+)(?=\.[A-Z]|;)")]
    private static partial Regex Reference();

    [GeneratedRegex(@"\bLiteVae\.([A-Z]\w+\.[A-Z]\w+)")]
    private static partial Regex Subfolder();
}
