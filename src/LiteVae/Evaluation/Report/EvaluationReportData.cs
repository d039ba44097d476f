using LiteVae.Codec.Networks;
using LiteVae.Codec.Networks.Costs;

namespace LiteVae.Evaluation.Report;

/// <summary>The content of an evaluation's report.</summary>
public sealed record EvaluationReportData
{
    /// <summary>One pass for each resolution, of the same candidates; at least one.</summary>
    public required IReadOnlyList<EvaluationPass> Passes { get; init; }

    /// <summary>A description of the data for people.</summary>
    public required string Data { get; init; }

    /// <summary>How the figures came about, by name.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Settings { get; init; }

    /// <summary>By a candidate's name: its worst, median and best image at the last resolution.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<ExampleImage>> Examples { get; init; } = new Dictionary<string, IReadOnlyList<ExampleImage>>();

    /// <summary>By a candidate's place in a pass: its cost for each pass; empty where costs were not asked for.</summary>
    public IReadOnlyDictionary<int, IReadOnlyList<ModelCost>> Costs { get; init; } = new Dictionary<int, IReadOnlyList<ModelCost>>();

    /// <summary>The peak memory of the process (MiB); null where it was not asked for.</summary>
    public double? PeakMemoryMiB { get; init; }

    /// <summary>The time of the report.</summary>
    public required DateTimeOffset Written { get; init; }
}
