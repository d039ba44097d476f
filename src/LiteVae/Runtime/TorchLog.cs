namespace LiteVae.Runtime;

/// <summary>What libtorch itself writes to standard error.</summary>
internal static unsafe class TorchLog
{
    private const string Level = "TORCH_CPP_LOG_LEVEL";

    /// <summary>
    /// Has libtorch write errors alone, unless the user has set TORCH_CPP_LOG_LEVEL. On a processor that NNPACK does not know, for example, libtorch otherwise
    /// writes a line of warning for every thread that computes a convolution, though it has other implementations.
    /// </summary>
    public static void ErrorsOnly()
    {
        NativeEnvironment.SetDefault(Level, "ERROR");
        // c10::initLogging reads the variable, which PyTorch calls from Python alone.
        var read = (delegate* unmanaged<void>)TorchLibraryResolver.Find("_ZN3c1011initLoggingEv");
        if (read != null)
            read();
    }
}
