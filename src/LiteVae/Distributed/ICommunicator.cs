namespace LiteVae.Distributed;

/// <summary>The processes that work on one task together, as one of them, a rank, sees them.</summary>
/// <remarks>
/// Every member but the properties and <see cref="Abort"/> is collective: it returns when all ranks have called it, in the same order and with
/// values of the same length. A communicator is used by one thread at a time. Disposing waits for all ranks: a rank that fails alone calls <see cref="Abort"/> before.
/// </remarks>
public interface ICommunicator : IDisposable
{
    /// <summary>Number of this process: 0 to <see cref="Size"/> - 1. Rank 0 writes files and talks to the user.</summary>
    int Rank { get; }

    /// <summary>Number of processes, at least 1.</summary>
    int Size { get; }

    /// <summary>Number of this process among those of its machine: the index of the accelerator that is its own.</summary>
    int LocalRank { get; }

    /// <summary>Number of processes on this machine.</summary>
    int LocalSize { get; }

    /// <summary>Name of the machine.</summary>
    string Host { get; }

    /// <summary>What carries the messages: "Open MPI 4.1.4".</summary>
    string Description { get; }

    /// <summary>Replaces the values by their sums over all ranks. All ranks get the same bits, and every call with the same values on the same ranks gives them again.</summary>
    /// <exception cref="CommunicationException">A rank is gone, or the transport failed.</exception>
    void Sum(Span<float> values);

    /// <inheritdoc cref="Sum(Span{float})"/>
    void Sum(Span<double> values);

    /// <summary>Gives all ranks the bytes of one.</summary>
    /// <param name="bytes">At the root, what is sent; elsewhere, where it is put. Of the same length everywhere.</param>
    /// <param name="root">The rank that sends.</param>
    /// <exception cref="CommunicationException">A rank is gone, or the transport failed.</exception>
    void Broadcast(Span<byte> bytes, int root = 0);

    /// <summary>Waits until all ranks are here, without keeping a core busy for long.</summary>
    /// <exception cref="CommunicationException">A rank is gone, or the transport failed.</exception>
    void Barrier();

    /// <summary>Collects bytes, of any length, from all ranks at one.</summary>
    /// <param name="bytes">This rank's.</param>
    /// <param name="root">The rank that collects.</param>
    /// <returns>At the root, one array a rank, in their order; elsewhere null.</returns>
    /// <exception cref="CommunicationException">A rank is gone, or the transport failed.</exception>
    IReadOnlyList<byte[]>? Gather(ReadOnlySpan<byte> bytes, int root = 0);

    /// <summary>Ends all ranks at once, this one included where a launcher started it; for failures after which no rank may wait for this one.</summary>
    /// <param name="exitCode">What the job exits with.</param>
    void Abort(int exitCode);
}
