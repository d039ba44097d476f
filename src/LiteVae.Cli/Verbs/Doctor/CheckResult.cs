namespace LiteVae.Cli.Verbs.Doctor;

/// <summary>What a check found.</summary>
/// <param name="State">How it came out.</param>
/// <param name="Finding">What was found, in a line.</param>
/// <param name="Advice">What to do about it, in a sentence; null where nothing is to be done.</param>
internal sealed record CheckResult(CheckState State, string Finding, string? Advice = null)
{
    public static CheckResult Ok(string finding) => new(CheckState.Ok, finding);

    public static CheckResult Warning(string finding, string advice) => new(CheckState.Warning, finding, advice);

    public static CheckResult Missing(string finding, string advice) => new(CheckState.Missing, finding, advice);
}
