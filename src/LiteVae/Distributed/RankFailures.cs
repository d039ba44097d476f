namespace LiteVae.Distributed;

/// <summary>Marks exceptions of which all ranks were told.</summary>
/// <remarks>After such a failure every rank ends by itself. A rank that fails with an exception without the mark must end the others by <see cref="ICommunicator.Abort"/>, as they would wait for it.</remarks>
public static class RankFailures
{
    private const string Key = "LiteVae.Distributed.KnownToAll";

    /// <summary>Whether all ranks know of the failure. If not, the rank must end the others: <see cref="ICommunicator.Abort"/>.</summary>
    public static bool IsKnownToAll(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception.Data.Contains(Key);
    }

    /// <summary>Marks an exception that every rank throws, or of which every rank was told.</summary>
    internal static T KnownToAll<T>(T exception) where T : Exception
    {
        exception.Data[Key] = true;
        return exception;
    }

    /// <summary>Marks an exception as its cause is marked.</summary>
    internal static T AsKnownAs<T>(T exception, Exception cause) where T : Exception => IsKnownToAll(cause) ? KnownToAll(exception) : exception;
}
