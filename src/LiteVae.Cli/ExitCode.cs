namespace LiteVae.Cli;

/// <summary>The exit codes of the process.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;

    /// <summary>Wrong use, or a wrong config.</summary>
    public const int WrongUse = 2;

    public const int Interrupted = 130;
}
