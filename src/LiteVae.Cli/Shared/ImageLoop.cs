using LiteVae.Cli.Progress;
using LiteVae.Data;

namespace LiteVae.Cli.Shared;

/// <summary>Goes through images one by one: a bad one is named and passed over, the others are still done.</summary>
internal static class ImageLoop
{
    /// <param name="session">Progress, messages and the wish to stop.</param>
    /// <param name="count">Number of images.</param>
    /// <param name="nameOf">What an image is called, for messages about what is in it.</param>
    /// <param name="work">Does one image; its index is given.</param>
    /// <returns>The exit code so far: failed where any image was passed over.</returns>
    public static int Run(Session session, int count, Func<int, string> nameOf, Action<int> work)
    {
        session.OnStopSay("stopping; what is done is kept");
        var failed = 0;
        using (var progress = session.Terminal.StartProgress(count))
        {
            var estimate = new Estimate();
            for (var i = 0; i < count; i++)
            {
                if (session.CancellationToken.IsCancellationRequested)
                    return ExitCode.Interrupted;
                try
                {
                    work(i);
                }
                catch (OperationCanceledException) when (session.CancellationToken.IsCancellationRequested)
                {
                    return ExitCode.Interrupted; // the images before this one are done, and told
                }
                catch (DatasetException e)
                {
                    failed++;
                    session.Terminal.Error(e.Message);
                }
                catch (ArgumentException e)
                {
                    failed++;
                    session.Terminal.Error($"{nameOf(i)}: {Failure.Describe(e)}");
                }
                progress.Report(i + 1, estimate.Describe(i + 1, count));
            }
        }
        if (failed > 0 && count > 1)
            session.Terminal.Message($"{failed} of {count} failed");
        return failed > 0 ? ExitCode.Failed : ExitCode.Done;
    }
}
