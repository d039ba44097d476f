using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace LiteVae.Mutants;

/// <summary>Puts all mutants of a file into it, each behind a condition: other operators, other numbers, negated conditions, statements left out.</summary>
/// <param name="file">The file's name, relative to the repository.</param>
/// <param name="first">The number of its first mutant.</param>
/// <param name="excluded">Numbers of mutants that are left away, as they do not compile.</param>
internal sealed class MutantRewriter(string file, int first, IReadOnlySet<int> excluded) : CSharpSyntaxRewriter
{
    private static readonly Dictionary<SyntaxKind, SyntaxKind[]> Operators = new()
    {
        [SyntaxKind.PlusToken] = [SyntaxKind.MinusToken],
        [SyntaxKind.MinusToken] = [SyntaxKind.PlusToken],
        [SyntaxKind.AsteriskToken] = [SyntaxKind.SlashToken],
        [SyntaxKind.SlashToken] = [SyntaxKind.AsteriskToken],
        [SyntaxKind.PercentToken] = [SyntaxKind.AsteriskToken],
        [SyntaxKind.LessThanToken] = [SyntaxKind.LessThanEqualsToken, SyntaxKind.GreaterThanEqualsToken],
        [SyntaxKind.LessThanEqualsToken] = [SyntaxKind.LessThanToken, SyntaxKind.GreaterThanToken],
        [SyntaxKind.GreaterThanToken] = [SyntaxKind.GreaterThanEqualsToken, SyntaxKind.LessThanEqualsToken],
        [SyntaxKind.GreaterThanEqualsToken] = [SyntaxKind.GreaterThanToken, SyntaxKind.LessThanToken],
        [SyntaxKind.EqualsEqualsToken] = [SyntaxKind.ExclamationEqualsToken],
        [SyntaxKind.ExclamationEqualsToken] = [SyntaxKind.EqualsEqualsToken],
        [SyntaxKind.AmpersandAmpersandToken] = [SyntaxKind.BarBarToken],
        [SyntaxKind.BarBarToken] = [SyntaxKind.AmpersandAmpersandToken],
        [SyntaxKind.LessThanLessThanToken] = [SyntaxKind.GreaterThanGreaterThanToken],
        [SyntaxKind.GreaterThanGreaterThanToken] = [SyntaxKind.LessThanLessThanToken],
        [SyntaxKind.AmpersandToken] = [SyntaxKind.BarToken],
        [SyntaxKind.BarToken] = [SyntaxKind.AmpersandToken],
        [SyntaxKind.PlusEqualsToken] = [SyntaxKind.MinusEqualsToken],
        [SyntaxKind.MinusEqualsToken] = [SyntaxKind.PlusEqualsToken],
        [SyntaxKind.AsteriskEqualsToken] = [SyntaxKind.SlashEqualsToken],
        [SyntaxKind.SlashEqualsToken] = [SyntaxKind.AsteriskEqualsToken],
    };

    private readonly List<Mutant> _mutants = [];

    /// <summary>The mutants that were put in.</summary>
    public IReadOnlyList<Mutant> Mutants => _mutants;

    /// <summary>The number of the next file's first mutant.</summary>
    public int Next { get; private set; } = first;

    public override SyntaxNode? VisitBinaryExpression(BinaryExpressionSyntax node)
    {
        var result = (ExpressionSyntax)base.VisitBinaryExpression(node)!;
        foreach (var token in Others(node.OperatorToken))
            result = Choice(node, result, node.WithoutTrivia().WithOperatorToken(token));
        return result;
    }

    public override SyntaxNode? VisitLiteralExpression(LiteralExpressionSyntax node) => node.Token.Value switch
    {
        int number => Choice(node, node, LiteralExpression(SyntaxKind.NumericLiteralExpression, Literal(number + 1))),
        float number => Choice(node, node, LiteralExpression(SyntaxKind.NumericLiteralExpression, Literal(number + 1))),
        double number => Choice(node, node, LiteralExpression(SyntaxKind.NumericLiteralExpression, Literal(number + 1))),
        bool value => Choice(node, node, LiteralExpression(value ? SyntaxKind.FalseLiteralExpression : SyntaxKind.TrueLiteralExpression)),
        _ => node,
    };

    public override SyntaxNode? VisitPrefixUnaryExpression(PrefixUnaryExpressionSyntax node)
    {
        var result = (ExpressionSyntax)base.VisitPrefixUnaryExpression(node)!;
        return node.OperatorToken.Kind() is SyntaxKind.MinusToken or SyntaxKind.ExclamationToken ? Choice(node, result, node.Operand.WithoutTrivia()) : result;
    }

    public override SyntaxNode? VisitConditionalExpression(ConditionalExpressionSyntax node)
    {
        var result = (ConditionalExpressionSyntax)base.VisitConditionalExpression(node)!;
        return result.WithCondition(Negatable(node.Condition, result.Condition));
    }

    public override SyntaxNode? VisitIfStatement(IfStatementSyntax node)
    {
        var result = (IfStatementSyntax)base.VisitIfStatement(node)!;
        return result.WithCondition(Negatable(node.Condition, result.Condition));
    }

    public override SyntaxNode? VisitInvocationExpression(InvocationExpressionSyntax node)
    {
        var result = (ExpressionSyntax)base.VisitInvocationExpression(node)!;
        return node.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Min" or "Max" } called
            ? Choice(node, result, node.WithoutTrivia().WithExpression(called.WithName(IdentifierName(called.Name.Identifier.ValueText == "Min" ? "Max" : "Min"))))
            : result;
    }

    public override SyntaxNode? VisitExpressionStatement(ExpressionStatementSyntax node)
    {
        var result = (StatementSyntax)base.VisitExpressionStatement(node)!;
        // Variables that the statement declares are used after it.
        if (node.DescendantNodes().Any(n => n is DeclarationExpressionSyntax or DeclarationPatternSyntax))
            return result;
        if (node.Expression is AssignmentExpressionSyntax assignment)
        {
            foreach (var token in Others(assignment.OperatorToken))
                result = Choice(node, result, node.WithoutTrivia().WithExpression(assignment.WithoutTrivia().WithOperatorToken(token)));
        }
        // Memory that is not freed is for other tests.
        return node.Expression.ToString().EndsWith("Dispose()", StringComparison.Ordinal) ? result : Choice(node, result, null);
    }

    // Code that must be constant, or has no effect.
    public override SyntaxNode? VisitAttributeList(AttributeListSyntax node) => node;

    public override SyntaxNode? VisitEnumMemberDeclaration(EnumMemberDeclarationSyntax node) => node;

    public override SyntaxNode? VisitParameter(ParameterSyntax node) => node;

    public override SyntaxNode? VisitCaseSwitchLabel(CaseSwitchLabelSyntax node) => node;

    public override SyntaxNode? VisitConstantPattern(ConstantPatternSyntax node) => node;

    public override SyntaxNode? VisitRelationalPattern(RelationalPatternSyntax node) => node;

    public override SyntaxNode? VisitThrowStatement(ThrowStatementSyntax node) => node;

    public override SyntaxNode? VisitThrowExpression(ThrowExpressionSyntax node) => node;

    public override SyntaxNode? VisitFieldDeclaration(FieldDeclarationSyntax node) =>
        node.Modifiers.Any(SyntaxKind.ConstKeyword) ? node : base.VisitFieldDeclaration(node);

    public override SyntaxNode? VisitLocalDeclarationStatement(LocalDeclarationStatementSyntax node) =>
        node.IsConst ? node : base.VisitLocalDeclarationStatement(node);

    private static IEnumerable<SyntaxToken> Others(SyntaxToken token) =>
        Operators.GetValueOrDefault(token.Kind(), []).Select(kind => Token(token.LeadingTrivia, kind, token.TrailingTrivia));

    private ExpressionSyntax Negatable(ExpressionSyntax original, ExpressionSyntax rewritten) =>
        Choice(original, rewritten, PrefixUnaryExpression(SyntaxKind.LogicalNotExpression, ParenthesizedExpression(original.WithoutTrivia())));

    private ExpressionSyntax Choice(ExpressionSyntax original, ExpressionSyntax rewritten, ExpressionSyntax mutated) => Add(original, mutated.ToString()) is { } number
        ? ParenthesizedExpression(ConditionalExpression(MutantSwitch.Call(number).WithTrailingTrivia(Space), ParenthesizedExpression(mutated), ParenthesizedExpression(rewritten.WithoutTrivia()))).WithTriviaFrom(original)
        : rewritten;

    // A block keeps an "else" that follows with the statement it belonged to.
    private StatementSyntax Choice(ExpressionStatementSyntax original, StatementSyntax rewritten, StatementSyntax? mutated) => Add(original, mutated?.ToString() ?? "") is { } number
        ? Block(IfStatement(MutantSwitch.Call(number), mutated ?? Block(), ElseClause(Token(TriviaList(), SyntaxKind.ElseKeyword, TriviaList(Space)), rewritten.WithoutTrivia()))).WithTriviaFrom(original)
        : rewritten;

    private int? Add(SyntaxNode original, string changed)
    {
        var number = Next++;
        if (excluded.Contains(number))
            return null;
        _mutants.Add(new Mutant(number, file, original.GetLocation().GetLineSpan().StartLinePosition.Line + 1, OneLine(original.ToString()), OneLine(changed)));
        return number;
    }

    private static string OneLine(string code) => string.Join(' ', code.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));
}
