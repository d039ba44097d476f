using LiteVae.Distributed;

namespace LiteVae.Cli;

/// <summary>The services that every verb works with.</summary>
/// <param name="Terminal">Where results and messages go.</param>
/// <param name="OnStopSay">Sets what is said to a user who interrupts the work.</param>
/// <param name="CancellationToken">Asks the work to end early.</param>
internal sealed record Session(Terminal Terminal, Action<string> OnStopSay, CancellationToken CancellationToken)
{
    /// <summary>The processes that do the work together; one alone unless a verb for ranks was started by a launcher.</summary>
    public ICommunicator Ranks { get; init; } = SingleRank.Instance;

    /// <summary>Tells the user of a failure that ends the verb.</summary>
    public Action<Exception> TellFailure { get; init; } = e => Terminal.Error(Failure.Describe(e));

    /// <summary>Whether this process writes the files of all and talks to the user.</summary>
    public bool IsFirst => Ranks.Rank == 0;
}
