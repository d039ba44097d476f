namespace LiteVae.Experiments;

/// <summary>A table of the paper, measured again.</summary>
public sealed record ReproductionResult
{
    /// <summary>"table-8".</summary>
    public required string Table { get; init; }

    /// <summary>What is compared.</summary>
    public required string Title { get; init; }

    /// <summary>Where in the paper it stands.</summary>
    public required string Source { get; init; }

    /// <summary>How much was done.</summary>
    public required ExperimentScale Scale { get; init; }

    /// <summary>The images of measurement, in words; one for each set of them.</summary>
    public required IReadOnlyList<string> Data { get; init; }

    /// <summary>Trainings of each row.</summary>
    public required int Seeds { get; init; }

    /// <summary>What a reader must know: of the experiment, of the scale, and of what was replaced.</summary>
    public required IReadOnlyList<string> Notices { get; init; }

    /// <summary>The rows.</summary>
    public required IReadOnlyList<MeasuredRow> Rows { get; init; }

    /// <summary>The paper's claims, judged.</summary>
    public required IReadOnlyList<ClaimOutcome> Claims { get; init; }

    /// <summary>The page with figures, curves and pictures.</summary>
    public required string Page { get; init; }

    /// <summary>The same figures as JSON.</summary>
    public required string Json { get; init; }
}
