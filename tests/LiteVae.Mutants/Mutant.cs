namespace LiteVae.Mutants;

/// <summary>A single change of the source.</summary>
/// <param name="Number">Its number among all, from 0.</param>
/// <param name="File">The source file, relative to the repository.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Original">What stands there.</param>
/// <param name="Changed">What the mutant has in its place; empty where it leaves a statement out.</param>
internal sealed record Mutant(int Number, string File, int Line, string Original, string Changed)
{
    public override string ToString() => $"{File}:{Line}: {Original} -> {(Changed.Length > 0 ? Changed : "(left out)")}";
}
