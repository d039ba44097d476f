using LiteVae.Codec.Configuration;

namespace LiteVae.Experiments.Files;

/// <summary>A difference that the paper claims.</summary>
internal sealed record ExperimentClaim : IValidated
{
    /// <summary>The claim in a sentence.</summary>
    public string Text { get; init; } = "";

    /// <summary>The row of which something is claimed.</summary>
    public string Row { get; init; } = "";

    /// <summary>The row that it is compared with.</summary>
    public string Against { get; init; } = "";

    /// <summary>The measure in which they are compared.</summary>
    public string Metric { get; init; } = "";

    /// <summary>What is claimed.</summary>
    public ClaimKind Kind { get; init; }

    /// <summary>The smallest difference that matters, in the measure's unit; of claims other than "better".</summary>
    public double? Margin { get; init; }

    /// <summary>The side at which both are measured, in pixels; null: the scale's first.</summary>
    public int? Resolution { get; init; }

    /// <summary>Where given, what is compared is the change of the measure from this side to <see cref="Resolution"/>.</summary>
    public int? From { get; init; }

    /// <summary>The scales at which the claim is looked at; none: at all.</summary>
    public IReadOnlyList<ExperimentScale> Scales { get; init; } = [];

    IEnumerable<ConfigProblem> IValidated.Validate()
    {
        if (string.IsNullOrWhiteSpace(Text))
            yield return new ConfigProblem("text", "expected the claim in a sentence");
        if (Kind != ClaimKind.Better && Margin is not > 0)
            yield return new ConfigProblem("margin", "expected above 0: without a margin, nothing is alike and nothing is not worse");
        if (Kind == ClaimKind.Better && Margin is not null)
            yield return new ConfigProblem("margin", "a claim of kind better has none");
        if (From is not null && Resolution is null)
            yield return new ConfigProblem("resolution", "expected the side to which the measure changes, where from is given");
    }
}
