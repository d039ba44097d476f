namespace LiteVae.Mutants;

/// <summary>What the tests said of a mutant.</summary>
internal enum Outcome
{
    /// <summary>A test failed.</summary>
    Failed,

    /// <summary>The test process ended without a result.</summary>
    Crashed,

    /// <summary>The tests did not end.</summary>
    NeverEnded,

    /// <summary>All tests passed.</summary>
    Survived,

    /// <summary>No test runs the code.</summary>
    NotCovered,
}
