namespace LiteVae.Fuzz;

/// <summary>The tests that run targets in their own process, one after the other: a target writes every input to the same file, which its reader may have mapped into memory.</summary>
[CollectionDefinition(Name)]
public sealed class TargetsInThisProcess
{
    public const string Name = "targets in this process";
}
