using LiteVae.Pages;

namespace LiteVae.Runs.Description;

/// <summary>What a task adds to the report of its runs.</summary>
internal sealed record ReportContent
{
    /// <summary>The name of the task, by which a report that is written anew finds its content.</summary>
    public string Task { get; init; } = "";

    /// <summary>The heading over the samples.</summary>
    public string SamplesTitle { get; init; } = "Samples";

    /// <summary>Explains the samples, in paragraphs; null for nothing.</summary>
    public Func<SampleSheet, Markup>? SamplesNote { get; init; }

    /// <summary>What the validation series of the curves are of, as a sentence; empty where the task has none.</summary>
    public string ValidationNote { get; init; } = "";

    /// <summary>What <see cref="SampleSheet.Progress"/> shows, as a noun at the beginning of a sentence.</summary>
    public string ProgressSubject { get; init; } = "The first sample";

    /// <summary>Titles and units of logged numbers by name; a number without an entry is titled by its name.</summary>
    public IReadOnlyDictionary<string, CurveTitle> CurveTitles { get; init; } = new Dictionary<string, CurveTitle>();

    /// <summary>Groups of curves that stand between the losses and the course of the training.</summary>
    public IReadOnlyList<CurveGroup> CurveGroups { get; init; } = [];

    /// <summary>How the final figures are written, by name; a figure without an entry is written shortened to a few digits.</summary>
    public IReadOnlyDictionary<string, MetricTile> Metrics { get; init; } = new Dictionary<string, MetricTile>();

    /// <summary>Sections below the curves, each made from the last samples where there are any.</summary>
    public IReadOnlyList<Func<SampleSheet?, Markup>> Sections { get; init; } = [];
}
