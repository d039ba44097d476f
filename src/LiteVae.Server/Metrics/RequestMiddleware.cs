using System.Diagnostics;

namespace LiteVae.Server.Metrics;

/// <summary>Counts and logs every request when it has been answered. The log holds no content, query or address.</summary>
internal sealed partial class RequestMiddleware(RequestDelegate next, ServerMetrics metrics, ILogger<RequestMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var outcome = new RequestOutcome();
        context.Features.Set(outcome);
        var start = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            var time = Stopwatch.GetElapsedTime(start);
            // Paths that do not exist are the callers' choice, and would be without number.
            var endpoint = (context.GetEndpoint() as Microsoft.AspNetCore.Routing.RouteEndpoint)?.RoutePattern.RawText ?? "none";
            metrics.Requested(endpoint, outcome, time);
            var level = endpoint.StartsWith("/v1/", StringComparison.Ordinal) || context.Response.StatusCode >= 500 ? LogLevel.Information : LogLevel.Debug;
            LogRequest(level, context.Request.Method, endpoint, context.Response.StatusCode, outcome.Code, time.TotalMilliseconds, outcome.Pixels, outcome.Caller ?? "-");
        }
    }

    [LoggerMessage(Message = "{Method} {Endpoint} {Status} {Outcome} {Milliseconds:0.0} ms, {Pixels} pixels, key {Caller}")]
    private partial void LogRequest(LogLevel level, string method, string endpoint, int status, string outcome, double milliseconds, long pixels, string caller);
}
