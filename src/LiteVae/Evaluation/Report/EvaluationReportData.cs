using LiteVae.Codec.Networks.Costs;
using LiteVae.Pages;

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

    /// <summary>The first candidate's worst, median and best image at the last resolution, as every candidate makes them.</summary>
    public IReadOnlyList<ExampleImage> Examples { get; init; } = [];

    /// <summary>By a candidate's place in a pass: its cost for each pass; empty where costs were not asked for.</summary>
    public IReadOnlyDictionary<int, IReadOnlyList<ModelCost>> Costs { get; init; } = new Dictionary<int, IReadOnlyList<ModelCost>>();

    /// <summary>The peak memory of the process (MiB); null where it was not asked for.</summary>
    public double? PeakMemoryMiB { get; init; }

    /// <summary>The time of the report.</summary>
    public required DateTimeOffset Written { get; init; }

    /// <summary>The names of the candidates as the page shows them.</summary>
    internal ShortNames Names => new(Passes.SelectMany(p => p.Results).Select(r => r.Name));
}
