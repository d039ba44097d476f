using System.Globalization;
using LiteVae.Pages;

namespace LiteVae.Experiments.Report;

/// <summary>The paper's claims with their verdicts.</summary>
internal static class VerdictSection
{
    public static Markup Of(ReproductionResult result) => result.Claims.Count == 0 ? Markup.Empty : Markup.Of($"""
        <section>
        <h2>What the paper claims, and what these measurements say</h2>
        <p class="note">A claim is supported where the 95% interval of the difference lies where the claim says, contradicted where it lies beyond, and else these measurements cannot tell.</p>
        {Markup.Join(result.Claims.Select(c => Claim(c)))}
        </section>
        """);

    private static Markup Claim(ClaimOutcome claim) => Markup.Of($"""
        <p class="message {Style(claim.Verdict)}"><b>{claim.Text}</b><br>{claim.Sentence}{Paper(claim)}</p>

        """);

    private static string Paper(ClaimOutcome claim)
    {
        if (claim.PaperDifference is not { } difference)
            return " The paper shows it in a figure.";
        var format = MeasureInfo.Of(claim.Metric).Format;
        return $" In the paper: {difference.ToString($"+{format};-{format};{format}", CultureInfo.InvariantCulture)}{(claim.MeasuredAs == claim.Metric ? "" : $" in {claim.Metric}")}.";
    }

    private static string Style(ClaimVerdict verdict) => verdict switch
    {
        ClaimVerdict.Supported => "finished",
        ClaimVerdict.Contradicted => "failed",
        _ => "interrupted",
    };
}
