namespace LiteVae.Runs.Checkpoints;

/// <summary>A checkpoint whose tensors were loaded.</summary>
/// <param name="State">Where the run was.</param>
/// <param name="Notices">What the user should know: newer checkpoints that are damaged, one sentence each.</param>
internal sealed record RestoredCheckpoint(RunState State, IReadOnlyList<string> Notices);
