namespace LiteVae.Codec.Models.Files;

/// <summary>A file of tensors cannot be read, written, or does not fit: the message names the file and the key.</summary>
public sealed class CheckpointException : Exception
{
    /// <summary>Creates the error with a message for the user.</summary>
    public CheckpointException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error with a message for the user and its cause.</summary>
    public CheckpointException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the error from everything that is wrong; the message shows the first ten.</summary>
    internal CheckpointException(string summary, IReadOnlyList<string> problems)
        : base(Summarise(summary, problems)) => Problems = problems;

    /// <summary>Everything that is wrong, where several things were checked at once; otherwise empty.</summary>
    public IReadOnlyList<string> Problems { get; } = [];

    private static string Summarise(string summary, IReadOnlyList<string> problems)
    {
        const int shown = 10;
        var more = problems.Count > shown ? $"; and {problems.Count - shown} more" : "";
        return $"{summary}: {string.Join("; ", problems.Take(shown))}{more}";
    }
}
