namespace LiteVae.Experiments.Files;

/// <summary>What the paper says of two rows.</summary>
internal enum ClaimKind
{
    /// <summary>The first is better.</summary>
    Better,

    /// <summary>The first is not worse by more than a margin.</summary>
    NotWorse,

    /// <summary>They differ by less than a margin.</summary>
    Alike,
}
