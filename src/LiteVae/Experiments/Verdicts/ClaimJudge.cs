using LiteVae.Experiments.Files;
using LiteVae.Experiments.Measures;

namespace LiteVae.Experiments.Verdicts;

/// <summary>Says what measurements make of a claim.</summary>
internal static class ClaimJudge
{
    /// <summary>Judges by the interval of the difference.</summary>
    /// <param name="kind">What is claimed.</param>
    /// <param name="margin">The smallest difference that matters; 0 where none is given.</param>
    /// <param name="difference">Positive where the row of the claim is better.</param>
    public static ClaimVerdict Judge(ClaimKind kind, double margin, Difference difference)
    {
        if (difference.Lower is not { } lower || difference.Upper is not { } upper)
            return ClaimVerdict.CannotTell;
        var (supported, contradicted) = kind switch
        {
            ClaimKind.Better => (lower > 0, upper < 0),
            ClaimKind.NotWorse => (lower > -margin, upper < -margin),
            _ => (lower > -margin && upper < margin, lower > margin || upper < -margin),
        };
        return supported ? ClaimVerdict.Supported : contradicted ? ClaimVerdict.Contradicted : ClaimVerdict.CannotTell;
    }

    /// <summary>Judges a claim by what was measured of all rows.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="file">The experiment, for the paper's figures.</param>
    /// <param name="rows">The measures of every training, by the row's name.</param>
    /// <param name="selection">What is measured in the place of what.</param>
    public static ClaimOutcome Judge(ExperimentClaim claim, ExperimentFile file, ILookup<string, RowMeasures> rows, MeasureSelection selection)
    {
        var outcome = new ClaimOutcome
        {
            Text = claim.Text,
            Row = claim.Row,
            Against = claim.Against,
            Metric = claim.Metric,
            PaperDifference = PaperDifference(claim, file),
            Verdict = ClaimVerdict.CannotTell,
            Sentence = ClaimSentence.NotMeasured(claim),
        };
        if (selection.InPlaceOf(claim.Metric) is not { } figure
            || Samples(rows[claim.Row], figure, claim) is not { } row || Samples(rows[claim.Against], figure, claim) is not { } against)
        {
            return outcome;
        }
        var info = MeasureInfo.Of(figure);
        if (figure != claim.Metric && claim.Kind != ClaimKind.Better)
            return outcome with { Sentence = ClaimSentence.MarginOfAnother(claim, info) };
        var difference = Comparison.Between(row, against, info.Better);
        if (!double.IsFinite(difference.Estimate))
            return outcome;
        var verdict = Judge(claim.Kind, claim.Margin ?? 0, difference);
        // For readers, differences are of the figures as they are: below zero where the row has the smaller one.
        var (lower, upper) = info.Better < 0 ? (-difference.Upper, -difference.Lower) : (difference.Lower, difference.Upper);
        outcome = outcome with
        {
            MeasuredAs = figure,
            Difference = info.Better < 0 ? -difference.Estimate : difference.Estimate,
            Lower = lower,
            Upper = upper,
            Verdict = verdict,
        };
        return outcome with { Sentence = ClaimSentence.Of(claim, outcome, info, difference) };
    }

    private static double? PaperDifference(ExperimentClaim claim, ExperimentFile file)
    {
        double? Figure(string name) => file.Rows.First(r => r.Name == name).Paper.TryGetValue(claim.Metric, out var value) ? value : null;
        return claim.From is null && Figure(claim.Row) is { } row && Figure(claim.Against) is { } against ? row - against : null;
    }

    // A sample for each training; null where one of them lacks the figure.
    private static Sample[]? Samples(IEnumerable<RowMeasures> trainings, string figure, ExperimentClaim claim)
    {
        Sample?[] samples = [.. trainings.OrderBy(t => t.Row.Repetition).Select(t => SampleOf(t, figure, claim))];
        return samples.Length == 0 || samples.Contains(null) ? null : [.. samples.OfType<Sample>()];
    }

    private static Sample? SampleOf(RowMeasures training, string figure, ExperimentClaim claim)
    {
        int? main = training.Figures.Keys.FirstOrDefault(k => k.Figure == figure).Resolution;
        if (!training.Figures.TryGetValue(new(figure, main is null ? null : claim.Resolution ?? main), out var sample) || claim.From is null)
            return sample;
        return training.Figures.TryGetValue(new(figure, claim.From), out var from) ? Change(from, sample) : null;
    }

    private static Sample Change(Sample from, Sample to) => from.Parts.Count != to.Parts.Count || from.Parts.Count == 0
        ? Sample.Once(to.Value - from.Value)
        : Sample.MeanOf(to.Unit, [.. from.Parts.Zip(to.Parts, (a, b) => b - a)]);
}
