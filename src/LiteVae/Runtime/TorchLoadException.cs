namespace LiteVae.Runtime;

/// <summary>libtorch could not be loaded. The message says why, and what to do about it.</summary>
public sealed class TorchLoadException : Exception
{
    /// <summary>Creates the exception with a message for the user.</summary>
    public TorchLoadException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>Turns a loader's message into cause and cure.</summary>
    internal static string Explain(string loaderMessage)
    {
        var cure = loaderMessage switch
        {
            _ when loaderMessage.Contains("GLIBC_", StringComparison.Ordinal) =>
                "This system's C library is older than libtorch needs: use Debian 12, Ubuntu 22.04 or later.",
            _ when loaderMessage.Contains("GLIBCXX_", StringComparison.Ordinal) =>
                "The C++ runtime (libstdc++6) is too old: upgrade it, or use Debian 12, Ubuntu 22.04 or later.",
            _ when loaderMessage.Contains("undefined symbol", StringComparison.Ordinal) =>
                $"The libtorch in use has another version than TorchSharp's (2.10): check {TorchLibraryResolver.FolderVariable}.",
            _ => "Check that the libtorch package of this platform is referenced and its files are readable.",
        };
        return $"libtorch could not be loaded. {cure} The loader said: {loaderMessage.Trim()}";
    }
}
