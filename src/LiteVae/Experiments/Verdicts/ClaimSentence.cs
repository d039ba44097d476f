using System.Globalization;
using LiteVae.Experiments.Files;
using LiteVae.Experiments.Measures;

namespace LiteVae.Experiments.Verdicts;

/// <summary>Tells a verdict in words, with what it rests on and what it leaves open.</summary>
internal static class ClaimSentence
{
    /// <summary>For a claim whose figure was not measured.</summary>
    public static string NotMeasured(ExperimentClaim claim) => $"Cannot tell: {claim.Metric} was not measured for both rows.";

    /// <summary>For a claim with a margin, where another figure was measured.</summary>
    public static string MarginOfAnother(ExperimentClaim claim, MeasureInfo info) =>
        $"Cannot tell: {info.Name} was measured in the place of {claim.Metric}, and what difference matters is known of {claim.Metric} alone.";

    /// <summary>For a claim that was measured.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="outcome">Difference and verdict.</param>
    /// <param name="info">The figure that was measured.</param>
    /// <param name="difference">What the interval is over.</param>
    public static string Of(ExperimentClaim claim, ClaimOutcome outcome, MeasureInfo info, Difference difference) =>
        $"{Verdict(outcome.Verdict)}: {Measured(claim, outcome, info)}{Basis(difference, outcome)}.{Substitute(claim, info)}{Doubt(difference)}";

    /// <summary>"Supported", "Contradicted" or "Cannot tell".</summary>
    public static string Verdict(ClaimVerdict verdict) => verdict switch
    {
        ClaimVerdict.Supported => "Supported",
        ClaimVerdict.Contradicted => "Contradicted",
        _ => "Cannot tell",
    };

    private static string Measured(ExperimentClaim claim, ClaimOutcome outcome, MeasureInfo info)
    {
        var signed = $"+{info.Format};-{info.Format};{info.Format}";
        string Number(double value) => value.ToString(info.Format.StartsWith('G') ? info.Format : signed, CultureInfo.InvariantCulture);
        var interval = outcome is { Lower: { } lower, Upper: { } upper } && lower != upper ? $" [{Number(lower)}, {Number(upper)}]" : "";
        var change = claim.From is { } from ? $"the change of {info.Name} from {from} to {claim.Resolution} pixels" : info.Name;
        var direction = info.Better switch { > 0 => ", higher is better", < 0 => ", lower is better", _ => "" };
        return $"{claim.Row} minus {claim.Against} in {change}{direction}: {Number(outcome.Difference!.Value)}{interval}{(info.Unit.Length > 0 ? $" {info.Unit}" : "")}{(claim.Margin is { } margin ? $", where {margin.ToString(CultureInfo.InvariantCulture)} matters" : "")}";
    }

    private static string Basis(Difference difference, ClaimOutcome outcome) => difference switch
    {
        { Unit: SampleUnit.Exact } => ", counted",
        { OverSeeds: true } => $", over {difference.Count} trainings of each in pairs of one seed",
        _ when outcome.Lower is null => "",
        _ => $", over {difference.Count} {Words(difference.Unit)} in pairs",
    };

    private static string Words(SampleUnit unit) => unit switch
    {
        SampleUnit.Images => "images",
        SampleUnit.Groups => "groups of images",
        SampleUnit.Rounds => "rounds",
        _ => "sets of samples",
    };

    private static string Substitute(ExperimentClaim claim, MeasureInfo info) =>
        info.Name == claim.Metric ? "" : $" The claim is about {claim.Metric}, in the place of which {info.Name} was measured.";

    private static string Doubt(Difference difference) => difference switch
    {
        { Unit: SampleUnit.Exact or SampleUnit.Rounds } or { OverSeeds: true } => "",
        { Lower: null } => " One number for each row has no interval: --seeds 3 gives one.",
        _ => " There is one training of each: another seed may change as much.",
    };
}
