using System.Net;
using LiteVae.Runs.Folders;
using LiteVae.Server.Errors;

namespace LiteVae.Server.Studio.Runs;

/// <summary><c>POST /studio/runs/stop?run=NAME</c>: asks the process that trains in a run folder to end, as Ctrl-C does.</summary>
internal static partial class StopEndpoint
{
    /// <summary>A page of another site cannot send this header without the service's consent, which it never gives.</summary>
    public const string IntentHeader = "LiteVae-Studio";

    public static IResult Handle(HttpContext context, RunCatalog catalog, ServerOptions options, ILogger<RunCatalog> logger, string? run)
    {
        if (!options.AllowStop)
            throw new ProblemException(Problem.Forbidden, "The service was started without --allow-stop.");
        RequireOwnPage(context.Request, options);
        var process = RunProcess.Find(catalog.Get(run));
        if (process is not { CanBeStopped: true } || !process.RequestStop())
            throw new ProblemException(Problem.NotRunning, process is null ? "No process trains in the run's folder." : $"Process {process.Id} on {process.Host} cannot be reached.");
        LogStopped(logger, process.Id);
        return Results.Accepted();
    }

    private static void RequireOwnPage(HttpRequest request, ServerOptions options)
    {
        if (request.Headers[IntentHeader] != "stop" || request.Headers["Sec-Fetch-Site"] is [not "same-origin" and not "none"])
            throw new ProblemException(Problem.Forbidden, $"Expected the header \"{IntentHeader}: stop\", from the service's own page or a program.");
        // A name of another site may be made to lead to this machine; an address or "localhost" may not. With keys, the key decides.
        var host = request.Host.Host.Trim('[', ']');
        if (options.ApiKeys is null && host != "localhost" && !IPAddress.TryParse(host, out _))
            throw new ProblemException(Problem.Forbidden, $"Without API keys, runs are stopped only under an IP address or localhost; the request was to {host}.");
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "asked process {Id} to stop, from the studio")]
    private static partial void LogStopped(ILogger logger, int id);
}
