namespace LiteVae.Data;

/// <summary>An image, or a set of images, cannot be read or written. The message names the path.</summary>
public sealed class DatasetException : Exception
{
    /// <summary>Creates the exception with a message that names the path.</summary>
    public DatasetException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message that names the path, and its cause.</summary>
    public DatasetException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The message without the name that it begins with, for lists that have the name beside it.</summary>
    internal string ReasonFor(string name) => Message.StartsWith($"{name}: ", StringComparison.Ordinal) ? Message[(name.Length + 2)..] : Message;
}
