using System.Collections.Immutable;
using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace LiteVae.Mutation;

/// <summary>A project of the solution as the compiler sees it.</summary>
internal sealed class SourceProject
{
    private static readonly string[] Questions =
    [
        "-nologo", "-p:Configuration=Release", "-p:DesignTimeBuild=true", "-p:SkipCompilerExecution=true", "-p:ProvideCommandLineArgs=true",
        "-p:NonExistentFile=none", "-p:BuildProjectReferences=false", "-t:Compile", "-getItem:CscCommandLineArgs",
    ];

    private readonly CSharpCompilation _compilation;
    private readonly ResourceDescription[] _resources;
    private readonly CSharpParseOptions _options;

    private SourceProject(CSharpCompilation compilation, ImmutableArray<ResourceDescription> resources, CSharpParseOptions options) =>
        (_compilation, _resources, _options) = (compilation, [.. resources], options);

    /// <summary>The file's name of the assembly.</summary>
    public string FileName => $"{_compilation.AssemblyName}.dll";

    /// <summary>The sources, those that generators wrote included.</summary>
    public IEnumerable<SyntaxTree> Sources => _compilation.SyntaxTrees;

    /// <summary>Asks the build for the compiler's arguments. The project was built before.</summary>
    public static SourceProject Read(string folder)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var argument in new[] { "msbuild", Directory.GetFiles(folder, "*.csproj").Single() }.Concat(Questions))
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        using var answer = JsonDocument.Parse(process.StandardOutput.ReadToEnd());
        var items = answer.RootElement.GetProperty("Items").GetProperty("CscCommandLineArgs").EnumerateArray();
        var parsed = CSharpCommandLineParser.Default.Parse(items.Select(i => i.GetProperty("Identity").GetString()!), folder, sdkDirectory: null);
        var trees = parsed.SourceFiles.Select(f => CSharpSyntaxTree.ParseText(TextOf(f.Path), parsed.ParseOptions, f.Path));
        var references = parsed.MetadataReferences.Select(r => MetadataReference.CreateFromFile(r.Reference));
        var options = parsed.CompilationOptions.WithGeneralDiagnosticOption(ReportDiagnostic.Default).WithSpecificDiagnosticOptions([]);
        Compilation compilation = CSharpCompilation.Create(parsed.CompilationName, trees, references, options);
        var loader = new Loader();
        var generators = parsed.AnalyzerReferences.Where(r => r.FilePath.Contains("Microsoft.NETCore.App.Ref", StringComparison.Ordinal))
            .SelectMany(r => new AnalyzerFileReference(r.FilePath, loader).GetGenerators(LanguageNames.CSharp));
        CSharpGeneratorDriver.Create(generators, parseOptions: parsed.ParseOptions).RunGeneratorsAndUpdateCompilation(compilation, out compilation, out _);
        return new SourceProject((CSharpCompilation)compilation, parsed.ManifestResources, parsed.ParseOptions);
    }

    /// <summary>Compiles the project with one change; null: without any.</summary>
    /// <param name="mutant">The change.</param>
    /// <param name="path">The assembly.</param>
    /// <returns>Whether it compiles.</returns>
    public bool Emit(Mutant? mutant, string path)
    {
        var compilation = mutant is null ? _compilation
            : _compilation.ReplaceSyntaxTree(mutant.Tree, CSharpSyntaxTree.ParseText(mutant.Apply(), _options, mutant.Tree.FilePath));
        using var assembly = new MemoryStream();
        var result = compilation.Emit(assembly, manifestResources: _resources);
        if (!result.Success)
        {
            if (mutant is null)
                throw new InvalidOperationException(string.Join('\n', result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Take(10)));
            return false;
        }
        File.Delete(path); // it may be a link to what the build made
        File.WriteAllBytes(path, assembly.ToArray());
        return true;
    }

    private static SourceText TextOf(string path)
    {
        using var stream = File.OpenRead(path);
        return SourceText.From(stream);
    }

    private sealed class Loader : IAnalyzerAssemblyLoader
    {
        public void AddDependencyLocation(string fullPath)
        {
        }

        public Assembly LoadFromPath(string fullPath) => Assembly.LoadFrom(fullPath);
    }
}
