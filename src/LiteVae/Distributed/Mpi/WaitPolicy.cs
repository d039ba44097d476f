namespace LiteVae.Distributed.Mpi;

/// <summary>How long a rank waits for the others.</summary>
/// <param name="Patience">How long a wait may last after an interruption: enough for ranks that end their step.</param>
/// <param name="Interruption">Once it is signalled, waits are bounded; until then they last as long as they must.</param>
internal sealed record WaitPolicy(TimeSpan Patience, CancellationToken Interruption);
