using LiteVae.Codec.Networks;

namespace LiteVae.Evaluation.Report;

/// <summary>All that a report of an evaluation shows.</summary>
internal sealed record EvaluationReportData
{
    /// <summary>One pass a resolution, each of the same candidates.</summary>
    public required IReadOnlyList<EvaluationPass> Passes { get; init; }

    /// <summary>What was evaluated on, for people.</summary>
    public required string Data { get; init; }

    /// <summary>How the figures came about, by name.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Settings { get; init; }

    /// <summary>By candidate: its worst, median and best image at the last resolution.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<ExampleImage>> Examples { get; init; } = new Dictionary<string, IReadOnlyList<ExampleImage>>();

    /// <summary>By a candidate's place: its cost for each pass; empty where it was not asked for.</summary>
    public IReadOnlyDictionary<int, ModelCost[]> Costs { get; init; } = new Dictionary<int, ModelCost[]>();

    /// <summary>Of the process (MiB); null where it was not asked for.</summary>
    public double? PeakMemoryMiB { get; init; }

    public required DateTimeOffset Written { get; init; }
}
