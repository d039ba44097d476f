using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace LiteVae.Mutants;

/// <summary>A copy of the repository in which a project has all its mutants at once, and the tests that were built with it.</summary>
/// <param name="repository">The copy's folder; its files are changed.</param>
/// <param name="settings">What is changed.</param>
internal sealed partial class MutatedProject(string repository, Settings settings)
{
    private readonly Dictionary<string, string> _originals = settings.FilesIn(repository).ToDictionary(f => f, f => File.ReadAllText(Path.Combine(repository, f)));
    private readonly HashSet<int> _excluded = [];

    /// <summary>The test program.</summary>
    public string TestProgram => Path.Combine(repository, settings.Tests, "bin/Release/net10.0", Path.GetFileName(settings.Tests));

    /// <summary>Builds the tests, without the mutants that do not compile.</summary>
    /// <param name="write">Receives a line for each round.</param>
    /// <returns>The mutants that are in the project.</returns>
    public IReadOnlyList<Mutant> Build(Action<string> write)
    {
        while (true)
        {
            var mutants = Rewrite();
            var errors = Compile();
            if (errors.Count == 0)
                return mutants;
            var before = _excluded.Count;
            foreach (var error in errors)
                Exclude(error);
            write($"{mutants.Count} mutants, {_excluded.Count - before} of which do not compile");
            if (_excluded.Count == before)
                throw new InvalidOperationException($"The project does not compile: {errors[0]}");
        }
    }

    private List<Mutant> Rewrite()
    {
        List<Mutant> mutants = [];
        var next = 0;
        foreach (var (file, source) in _originals)
        {
            var rewriter = new MutantRewriter(file, next, _excluded);
            var changed = rewriter.Visit(CSharpSyntaxTree.ParseText(source).GetRoot());
            File.WriteAllText(Path.Combine(repository, file), changed!.ToFullString());
            mutants.AddRange(rewriter.Mutants);
            next = rewriter.Next;
        }
        File.WriteAllText(Path.Combine(repository, settings.Project, "LiteVaeMutantSwitch.cs"), $"#nullable disable\n{MutantSwitch.Source(next)}");
        return mutants;
    }

    private List<CompileError> Compile()
    {
        // Warnings of code that cannot be reached, and analyzers, do not matter.
        var start = new ProcessStartInfo("dotnet",
        [
            "build", settings.Tests, "-c", "Release", "-v", "q", "-clp:NoSummary", "-p:TreatWarningsAsErrors=false", "-p:RunAnalyzers=false", "-p:EnforceCodeStyleInBuild=false", "-nowarn:*",
        ])
        {
            WorkingDirectory = repository,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode == 0)
            return [];
        List<CompileError> errors = [.. Errors().Matches(output).Select(m => new CompileError(
            Path.GetRelativePath(repository, m.Groups[1].Value), Number(m.Groups[2]) - 1, Number(m.Groups[3]) - 1, m.Groups[4].Value)).Distinct()];
        return errors.Count > 0 ? errors : throw new InvalidOperationException(output);

        static int Number(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);
    }

    // The mutant whose code is wrong is the innermost one around the place; where the place is in none, one of the same statement must be it.
    private void Exclude(CompileError error)
    {
        if (!_originals.ContainsKey(error.File))
            return;
        var text = SourceText.From(File.ReadAllText(Path.Combine(repository, error.File)));
        var root = CSharpSyntaxTree.ParseText(text).GetRoot();
        var node = root.FindToken(text.Lines[error.Line].Start + error.Column).Parent!;
        foreach (var ancestor in node.AncestorsAndSelf())
        {
            if (ChosenBy(ancestor) is { } number)
            {
                _excluded.Add(number);
                return;
            }
            if (ancestor is not (StatementSyntax or MemberDeclarationSyntax or AccessorDeclarationSyntax))
                continue;
            var within = ancestor.DescendantNodes().OfType<InvocationExpressionSyntax>().Select(MutantSwitch.NumberOf).OfType<int>().ToList();
            _excluded.UnionWith(within);
            if (within.Count > 0)
                return;
        }
    }

    private static int? ChosenBy(SyntaxNode node) => node switch
    {
        ConditionalExpressionSyntax { Condition: InvocationExpressionSyntax call } => MutantSwitch.NumberOf(call),
        IfStatementSyntax { Condition: InvocationExpressionSyntax call } => MutantSwitch.NumberOf(call),
        _ => null,
    };

    [GeneratedRegex(@"^\s*(\S+\.cs)\((\d+),(\d+)\): error (.*?) \[", RegexOptions.Multiline)]
    private static partial Regex Errors();

    private sealed record CompileError(string File, int Line, int Column, string Message);
}
