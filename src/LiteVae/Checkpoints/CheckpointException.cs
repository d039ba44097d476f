namespace LiteVae.Checkpoints;

/// <summary>A file of weights cannot be used. The message names the file and what is wrong with it.</summary>
public sealed class CheckpointException : Exception
{
    /// <summary>Creates the exception with a message for the user.</summary>
    public CheckpointException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
