namespace LiteVae.Runs.Description;

/// <summary>Why a run ended.</summary>
public enum RunOutcome
{
    /// <summary>All steps are done.</summary>
    Finished,

    /// <summary>The user asked; the run can be resumed.</summary>
    Interrupted,

    /// <summary>The run cannot go on, whatever the reason: a loss that is not finite, a full disk, an error in the program.</summary>
    Failed,
}
