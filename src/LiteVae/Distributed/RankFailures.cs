namespace LiteVae.Distributed;

/// <summary>Tells failures that all ranks know of, so that all of them end by themselves, from those of one rank, for which the others would wait.</summary>
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
