namespace LiteVae.Cli.Progress;

/// <summary>Shows how far some work is. Disposing of it ends the display.</summary>
internal interface IProgressDisplay : IDisposable
{
    /// <param name="done">The part of the total that is done.</param>
    /// <param name="text">What stands beside it: numbers, rate, remaining time.</param>
    void Report(long done, string text);
}
