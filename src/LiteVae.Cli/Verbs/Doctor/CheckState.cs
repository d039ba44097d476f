namespace LiteVae.Cli.Verbs.Doctor;

/// <summary>How a check came out.</summary>
internal enum CheckState
{
    Ok,

    /// <summary>It works, but not as well as it could.</summary>
    Warning,

    /// <summary>It is not there, or does not work.</summary>
    Missing,
}
