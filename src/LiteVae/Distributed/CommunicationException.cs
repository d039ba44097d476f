namespace LiteVae.Distributed;

/// <summary>The ranks of a task could not work together: the message names the rank and its machine.</summary>
public sealed class CommunicationException : Exception
{
    /// <summary>Creates the exception.</summary>
    public CommunicationException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public CommunicationException(string message, Exception? inner) : base(message, inner)
    {
    }
}
