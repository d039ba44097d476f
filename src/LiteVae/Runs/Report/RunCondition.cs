namespace LiteVae.Runs.Report;

/// <summary>Whether a run goes on, and how it ended.</summary>
public enum RunCondition
{
    /// <summary>No process trains in the folder, and nothing tells how the last one ended: it was killed, or has not written its report.</summary>
    Unknown,

    /// <summary>A process trains in the folder.</summary>
    Running,

    /// <summary>All steps are done.</summary>
    Finished,

    /// <summary>The user ended the run; it can be resumed.</summary>
    Interrupted,

    /// <summary>The run could not go on.</summary>
    Failed,
}
