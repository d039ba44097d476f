using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace LiteVae.Mutation;

/// <summary>One change of one source file.</summary>
/// <param name="Tree">The file.</param>
/// <param name="Span">What is replaced.</param>
/// <param name="Replacement">What takes its place.</param>
/// <param name="Kind">What the change is about.</param>
internal sealed record Mutant(SyntaxTree Tree, TextSpan Span, string Replacement, string Kind)
{
    private SourceText Text => Tree.GetText();

    /// <summary>The file with the change.</summary>
    public SourceText Apply() => Text.WithChanges(new TextChange(Span, Replacement));

    /// <summary>File, line and change, for people.</summary>
    public override string ToString()
    {
        var line = Text.Lines.GetLineFromPosition(Span.Start);
        var changed = Apply().Lines.GetLineFromPosition(Span.Start);
        return $"{Path.GetFileName(Tree.FilePath)}:{line.LineNumber + 1}\t{Kind}\t{line.ToString().Trim()}\t{changed.ToString().Trim()}";
    }
}
