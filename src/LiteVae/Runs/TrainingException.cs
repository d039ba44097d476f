namespace LiteVae.Runs;

/// <summary>A run cannot go on, or cannot be resumed. The message says why, and what is left.</summary>
public sealed class TrainingException : Exception
{
    /// <summary>Creates the exception with a message for the user.</summary>
    public TrainingException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
