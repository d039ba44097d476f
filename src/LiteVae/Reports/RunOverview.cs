using LiteVae.Runs.Description;

namespace LiteVae.Reports;

/// <summary>A run in a few numbers, from the files of its folder.</summary>
public sealed record RunOverview
{
    /// <summary>The run folder.</summary>
    public required string Folder { get; init; }

    /// <summary>What is trained, in a few words.</summary>
    public required string Model { get; init; }

    /// <summary>The recipe's name or file.</summary>
    public required string Recipe { get; init; }

    /// <summary>Where the data came from.</summary>
    public required string Data { get; init; }

    /// <summary>Parameters of all parts of the model.</summary>
    public required long Parameters { get; init; }

    /// <summary>Steps that were done when the report's files were last written.</summary>
    public required long Step { get; init; }

    /// <summary>Steps in all.</summary>
    public required long TotalSteps { get; init; }

    /// <summary>Images seen by then.</summary>
    public required long Images { get; init; }

    /// <summary>How the run ended; null while it goes on, or where it was ended by force.</summary>
    public RunSummary? Summary { get; init; }

    /// <summary>The figure by which samples are judged; null where there is none.</summary>
    public HeadlineFigure? Headline { get; init; }

    /// <summary>Its last value; null before the first samples.</summary>
    public double? Score { get; init; }
}
