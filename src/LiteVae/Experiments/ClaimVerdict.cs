namespace LiteVae.Experiments;

/// <summary>What the measurements say of a claim.</summary>
public enum ClaimVerdict
{
    /// <summary>The interval of the difference lies where the claim says it does.</summary>
    Supported,

    /// <summary>The interval lies where the claim says it does not.</summary>
    Contradicted,

    /// <summary>The interval holds both, or there is none.</summary>
    CannotTell,
}
