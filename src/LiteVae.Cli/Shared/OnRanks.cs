using LiteVae.Distributed;

namespace LiteVae.Cli.Shared;

/// <summary>Runs a verb on all ranks that a launcher started, of which the first alone talks to the user.</summary>
internal static class OnRanks
{
    /// <summary>Runs the work with a session of its rank.</summary>
    /// <param name="session">That of the process.</param>
    /// <param name="mode">Whether launchers are looked for.</param>
    /// <param name="work">The work of one rank, which gives its exit code.</param>
    public static int Run(Session session, DistributedMode mode, Func<Session, int> work)
    {
        using var ranks = Communicator.Open(mode, interruption: session.CancellationToken);
        if (ranks.Size == 1)
            return work(session);
        var own = ranks.Rank == 0 ? session : session with { Terminal = Terminal.Silent(), OnStopSay = _ => { } };
        if (ranks.Rank != 0)
            session.OnStopSay("");
        try
        {
            return work(own with { Ranks = ranks });
        }
        catch (Exception e) when (RankFailures.IsKnownToAll(e))
        {
            // Told here, as launchers end the other ranks, and may lose words, once one has ended with another code than 0: so only rank 0 does.
            if (ranks.Rank == 0)
                session.TellFailure(e);
            return ranks.Rank == 0 || e is OperationCanceledException ? Failure.ExitCodeOf(e) : ExitCode.Done;
        }
        catch (Exception e)
        {
            session.Terminal.Error($"rank {ranks.Rank} ({ranks.Host}): {Failure.Describe(e)}");
            ranks.Abort(Failure.ExitCodeOf(e)); // the others would wait for this rank
            throw;
        }
    }
}
