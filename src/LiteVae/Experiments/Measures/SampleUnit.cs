namespace LiteVae.Experiments.Measures;

/// <summary>What a figure was measured over, one value each.</summary>
internal enum SampleUnit
{
    /// <summary>Nothing: it is counted, and has no chance in it.</summary>
    Exact,

    /// <summary>Nothing: there is one number, of which nobody knows how much chance is in it.</summary>
    Single,

    /// <summary>The images.</summary>
    Images,

    /// <summary>Groups of images.</summary>
    Groups,

    /// <summary>Rounds of timing, in which every row had its turn.</summary>
    Rounds,

    /// <summary>Sets of generated samples.</summary>
    Draws,
}
