namespace LiteVae.Experiments;

/// <summary>A claim of the paper beside what was measured.</summary>
public sealed record ClaimOutcome
{
    /// <summary>The claim in a sentence.</summary>
    public required string Text { get; init; }

    /// <summary>The row of which something is claimed.</summary>
    public required string Row { get; init; }

    /// <summary>The row that it is compared with.</summary>
    public required string Against { get; init; }

    /// <summary>The figure that the claim is about.</summary>
    public required string Metric { get; init; }

    /// <summary>The figure that was measured for it; null where none was.</summary>
    public string? MeasuredAs { get; init; }

    /// <summary>The difference of the two rows in the paper, row minus against; null where it gives no figures.</summary>
    public double? PaperDifference { get; init; }

    /// <summary>The measured difference, row minus against; null where it was not measured.</summary>
    public double? Difference { get; init; }

    /// <summary>The lower end of its 95% interval; null where there is none.</summary>
    public double? Lower { get; init; }

    /// <summary>The upper end.</summary>
    public double? Upper { get; init; }

    /// <summary>What follows.</summary>
    public required ClaimVerdict Verdict { get; init; }

    /// <summary>The same in a sentence, with what it rests on.</summary>
    public required string Sentence { get; init; }
}
