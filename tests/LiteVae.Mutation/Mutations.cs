using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace LiteVae.Mutation;

/// <summary>The changes of a source file that Stryker does not make: numbers, and arithmetic whose operators are methods.</summary>
internal sealed class Mutations : CSharpSyntaxWalker
{
    // Each name stands for an operation on tensors or numbers, and is replaced by another of the same arguments.
    private static readonly Dictionary<string, string> Others = new(StringComparer.Ordinal)
    {
        ["Plus"] = "Minus",
        ["Minus"] = "Plus",
        ["Times"] = "DividedBy",
        ["DividedBy"] = "Times",
        ["AddInPlace"] = "MultiplyInPlace",
        ["MultiplyInPlace"] = "DivideInPlace",
        ["DivideInPlace"] = "MultiplyInPlace",
        ["mean"] = "sum",
        ["sum"] = "mean",
        ["Min"] = "Max",
        ["Max"] = "Min",
        ["Sqrt"] = "Abs",
        ["Cos"] = "Sin",
        ["Sin"] = "Cos",
        ["Log"] = "Exp",
        ["Exp"] = "Log",
        ["Floor"] = "Ceiling",
        ["Ceiling"] = "Floor",
    };

    // Operations that are left out: what they are called on stays.
    private static readonly HashSet<string> Removable =
        ["abs", "sqrt", "exp", "log", "Squared", "detach", "Power", "Softplus", "norm", "ClampMin", "ClampMax", "Clamp", "clone", "contiguous", "square", "nan_to_num"];

    private readonly List<Mutant> _mutants = [];
    private readonly SyntaxTree _tree;

    private Mutations(SyntaxTree tree) => _tree = tree;

    /// <summary>All changes of a file.</summary>
    public static IReadOnlyList<Mutant> Of(SyntaxTree tree)
    {
        var walker = new Mutations(tree);
        walker.Visit(tree.GetRoot());
        return walker._mutants;
    }

    public override void VisitAttribute(AttributeSyntax node)
    {
    }

    // What an exception says is not checked to the letter.
    public override void VisitObjectCreationExpression(ObjectCreationExpressionSyntax node)
    {
        if (!node.Type.ToString().EndsWith("Exception", StringComparison.Ordinal) && !node.Type.ToString().EndsWith("Problem", StringComparison.Ordinal))
            base.VisitObjectCreationExpression(node);
    }

    public override void VisitLiteralExpression(LiteralExpressionSyntax node)
    {
        switch (node.Token.Value)
        {
            case int or long or uint or ulong or byte:
                var number = Convert.ToDecimal(node.Token.Value, CultureInfo.InvariantCulture);
                Add(node.Token.Span, (number + 1).ToString(CultureInfo.InvariantCulture), "number");
                if (number > 0)
                    Add(node.Token.Span, (number - 1).ToString(CultureInfo.InvariantCulture), "number");
                break;
            case double or float:
                Add(node.Token.Span, $"({node.Token.Text} * 1.0625{(node.Token.Value is float ? "f" : "")})", "number");
                break;
        }
    }

    public override void VisitInvocationExpression(InvocationExpressionSyntax node)
    {
        if (node.Expression is MemberAccessExpressionSyntax { Name: IdentifierNameSyntax name } access)
        {
            if (Others.TryGetValue(name.Identifier.Text, out var other))
                Add(name.Span, other, "operation");
            if (Removable.Contains(name.Identifier.Text))
                Add(TextSpan.FromBounds(access.Expression.Span.End, node.Span.End), "", "operation");
        }
        base.VisitInvocationExpression(node);
    }

    public override void VisitPrefixUnaryExpression(PrefixUnaryExpressionSyntax node)
    {
        if (node.IsKind(SyntaxKind.UnaryMinusExpression))
            Add(node.OperatorToken.Span, "", "sign");
        base.VisitPrefixUnaryExpression(node);
    }

    private void Add(TextSpan span, string replacement, string kind) => _mutants.Add(new Mutant(_tree, span, replacement, kind));
}
