namespace LiteVae.Distributed.Mpi;

/// <summary>How long a rank waits for the others.</summary>
/// <param name="Interruption">Once it is signalled, waits are bounded; until then they last as long as they must.</param>
/// <param name="Patience">How long a wait may last after that: enough for ranks that end their step.</param>
internal sealed record WaitPolicy(CancellationToken Interruption, TimeSpan Patience);
