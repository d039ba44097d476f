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
}
