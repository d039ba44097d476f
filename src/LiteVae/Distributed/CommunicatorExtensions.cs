using System.Runtime.ExceptionServices;
using System.Text;

namespace LiteVae.Distributed;

/// <summary>What ranks agree on, made of the members of a communicator. All ranks call these alike.</summary>
public static class CommunicatorExtensions
{
    private const long MaxTextBytes = 64 << 20;

    /// <summary>Does something on every rank; where it fails on one, it has failed on all.</summary>
    /// <returns>What the work gave on this rank. It is disposed of where another rank failed.</returns>
    /// <exception cref="CommunicationException">Another rank failed: the message names it, and says why. On rank 0, which tells the user, its own failure is thrown as it is.</exception>
    /// <exception cref="OperationCanceledException">The work was ended on some rank, and so on all.</exception>
    public static T Together<T>(this ICommunicator communicator, Func<T> work)
    {
        ArgumentNullException.ThrowIfNull(communicator);
        ArgumentNullException.ThrowIfNull(work);
        if (communicator.Size == 1)
            return work();
        var (result, stop, failure) = (default(T), false, (Exception?)null);
        try
        {
            result = work();
        }
        catch (OperationCanceledException)
        {
            stop = true;
        }
        catch (Exception e) when (e is not CommunicationException) // a failure of the communicator itself leaves nothing to tell the others by
        {
            failure = e;
        }
        try
        {
            if (communicator.Agree(stop, failure))
                throw RankFailures.KnownToAll(new OperationCanceledException());
        }
        catch
        {
            (result as IDisposable)?.Dispose();
            throw;
        }
        return result!;
    }

    /// <inheritdoc cref="Together{T}"/>
    public static void Together(this ICommunicator communicator, Action work)
    {
        ArgumentNullException.ThrowIfNull(work);
        communicator.Together<object?>(() =>
        {
            work();
            return null;
        });
    }

    /// <summary>Does something on rank 0, and then on the others: for work of which the first leaves something that spares it the others, such as an index beside a file.</summary>
    /// <inheritdoc cref="Together{T}"/>
    public static T FirstThenOthers<T>(this ICommunicator communicator, Func<T> work)
    {
        ArgumentNullException.ThrowIfNull(communicator);
        ArgumentNullException.ThrowIfNull(work);
        if (communicator.Size == 1)
            return work();
        var first = communicator.Together(() => communicator.Rank == 0 ? work() : default);
        return communicator.Together(() => communicator.Rank == 0 ? first! : work());
    }

    /// <summary>Has rank 0 make something, and gives it to all as a text; where that fails, it has failed on all.</summary>
    /// <param name="communicator">Carries the text.</param>
    /// <param name="make">Makes it, on rank 0 alone.</param>
    /// <param name="write">Its text.</param>
    /// <param name="read">Makes it of its text, on the other ranks.</param>
    /// <exception cref="CommunicationException">Rank 0 failed; there, its own failure is thrown as it is.</exception>
    public static T FromFirst<T>(this ICommunicator communicator, Func<T> make, Func<T, string> write, Func<string, T> read)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(communicator);
        ArgumentNullException.ThrowIfNull(make);
        ArgumentNullException.ThrowIfNull(write);
        ArgumentNullException.ThrowIfNull(read);
        var own = communicator.Together(() => communicator.Rank == 0 ? make() : null);
        if (communicator.Size == 1)
            return own!;
        var text = communicator.BroadcastText(own is null ? null : write(own));
        return own ?? read(text);
    }

    /// <summary>Whether something is so on any rank, which all ranks are told.</summary>
    public static bool Any(this ICommunicator communicator, bool isSo)
    {
        ArgumentNullException.ThrowIfNull(communicator);
        double[] count = [isSo ? 1 : 0];
        communicator.Sum(count);
        return count[0] > 0;
    }

    /// <summary>Gives all ranks the text of rank 0.</summary>
    /// <param name="communicator">Carries it.</param>
    /// <param name="text">On rank 0, the text; elsewhere, anything.</param>
    /// <exception cref="CommunicationException">What came is no text of at most 67,108,864 bytes.</exception>
    public static string BroadcastText(this ICommunicator communicator, string? text)
    {
        ArgumentNullException.ThrowIfNull(communicator);
        var bytes = Encoding.UTF8.GetBytes(text ?? "");
        var length = BitConverter.GetBytes((long)bytes.Length);
        communicator.Broadcast(length);
        if (communicator.Rank != 0)
            bytes = new byte[CheckedLength(BitConverter.ToInt64(length))];
        communicator.Broadcast(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>Tells all ranks whether one wants to stop or has failed.</summary>
    /// <param name="communicator">Carries the news.</param>
    /// <param name="stop">Whether this rank was asked to stop.</param>
    /// <param name="failure">Why this rank cannot go on; null where it can. On rank 0, which tells the user, this very exception is thrown.</param>
    /// <returns>Whether any rank was asked to stop.</returns>
    /// <exception cref="CommunicationException">Another rank cannot go on: the message names it, and says why.</exception>
    internal static bool Agree(this ICommunicator communicator, bool stop, Exception? failure)
    {
        double[] values = [stop ? 1 : 0, failure is null ? 0 : 1];
        communicator.Sum(values);
        if (values[1] > 0)
            ThrowEverywhere(communicator, failure);
        return values[0] > 0;
    }

    /// <summary>The values of all ranks, of which each has as many, in the order of the ranks.</summary>
    internal static double[] Collect(this ICommunicator communicator, double[] own)
    {
        var all = new double[own.Length * communicator.Size];
        own.CopyTo(all, own.Length * communicator.Rank);
        communicator.Sum(all);
        return all;
    }

    private static long CheckedLength(long bytes) => bytes is >= 0 and <= MaxTextBytes
        ? bytes : throw new CommunicationException($"Rank 0 announced a text of {bytes:N0} bytes; expected 0 to {MaxTextBytes:N0}.");

    // Tells all ranks, which know that one failed, what failed there, and throws on all.
    private static void ThrowEverywhere(ICommunicator communicator, Exception? own)
    {
        var words = communicator.Gather(Encoding.UTF8.GetBytes(own is null ? "" : $"rank {communicator.Rank} ({communicator.Host}): {own.Message}"));
        var all = communicator.BroadcastText(words is null ? null : string.Join("; ", words.Select(w => Encoding.UTF8.GetString(w)).Where(w => w.Length > 0)));
        if (own is not null && communicator.Rank == 0)
            ExceptionDispatchInfo.Throw(RankFailures.KnownToAll(own));
        throw RankFailures.KnownToAll(new CommunicationException(all, own));
    }
}
