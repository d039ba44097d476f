namespace LiteVae.Cli;

/// <summary>The services that every verb works with.</summary>
/// <param name="Terminal">Where results and messages go.</param>
/// <param name="OnStopSay">Sets what is said to a user who interrupts the work.</param>
/// <param name="CancellationToken">Asks the work to end early.</param>
internal sealed record Session(Terminal Terminal, Action<string> OnStopSay, CancellationToken CancellationToken);
