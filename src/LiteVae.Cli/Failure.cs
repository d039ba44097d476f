using System.Runtime.InteropServices;
using LiteVae.Codec.Configuration;
using LiteVae.Codec.Models.Files;
using LiteVae.Data;
using LiteVae.Distributed;
using LiteVae.Runs;
using LiteVae.Runtime;

namespace LiteVae.Cli;

/// <summary>Translates exceptions into messages and exit codes.</summary>
internal static class Failure
{
    public static int ExitCodeOf(Exception exception) => exception switch
    {
        ConfigException or PlatformNotSupportedException => ExitCode.WrongUse, // the latter: LITEVAE_KERNELS asks for kernels that there are not
        OperationCanceledException => ExitCode.Interrupted,
        _ => ExitCode.Failed,
    };

    /// <summary>One line (a config's problems: one each), without a stack trace.</summary>
    public static string Describe(Exception exception) => exception switch
    {
        ConfigException or CheckpointException or DatasetException or TrainingException or TorchLoadException or CommunicationException
            or PlatformNotSupportedException => exception.Message,
        OperationCanceledException => "stopped",
        ArgumentException e => WithoutParameter(e),
        IOException or UnauthorizedAccessException or InvalidDataException => OneLine(exception.Message),
        OutOfMemoryException => "out of memory: try a smaller resolution or batch size",
        ExternalException => $"libtorch: {OneLine(exception.Message)}",
        _ => $"unexpected: {exception.GetType().Name}: {OneLine(exception.Message)} (run again with --trace to see where)",
    };

    private static string WithoutParameter(ArgumentException e) => OneLine(e.ParamName is null ? e.Message : e.Message.Replace($" (Parameter '{e.ParamName}')", ""));

    private static string OneLine(string message)
    {
        var end = message.IndexOfAny(['\r', '\n']);
        return end < 0 ? message : message[..end];
    }
}
