using LiteVae.Server.Metrics;
using Microsoft.AspNetCore.Http.Features;

namespace LiteVae.Server.Errors;

/// <summary>Answers every error as problem details (RFC 9457), whatever the client accepts.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> logger)
{
    /// <summary>The status in logs and metrics of a request whose client has gone; nobody receives it.</summary>
    private const int ClientClosedRequest = 499;

    public async Task InvokeAsync(HttpContext context)
    {
        var disconnected = context.RequestAborted;
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null })
                await AnswerAsync(context, new ProblemException(Problem.OfStatus(context.Response.StatusCode), DetailOf(context)));
        }
        catch (Exception) when (disconnected.IsCancellationRequested)
        {
            context.Features.GetRequiredFeature<RequestOutcome>().Code = "disconnected";
            if (!context.Response.HasStarted)
                context.Response.StatusCode = ClientClosedRequest;
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            var problem = ProblemTranslation.Of(exception);
            if (problem is null)
                LogFailure(exception, context.Request.Path);
            await AnswerAsync(context, problem ?? new ProblemException(Problem.InternalError, "The log of the service tells more.", exception));
        }
    }

    /// <summary>The members of a problem, as JSON has them.</summary>
    public static object Body(ProblemException exception, string instance) =>
        new { exception.Problem.Type, exception.Problem.Title, exception.Problem.Status, Detail = exception.Message, Instance = instance };

    private static async Task AnswerAsync(HttpContext context, ProblemException exception)
    {
        var response = context.Response;
        var allow = response.Headers.Allow;
        response.Clear();
        response.StatusCode = exception.Problem.Status;
        if (exception.Problem == Problem.MethodNotAllowed)
            response.Headers.Allow = allow;
        if (exception.RetryAfter is { } wait)
            response.Headers.RetryAfter = ((long)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (exception.Problem == Problem.Unauthorized)
            response.Headers.WWWAuthenticate = "Bearer";
        if (exception.Problem == Problem.Draining)
            response.Headers.Connection = "close";
        var outcome = context.Features.GetRequiredFeature<RequestOutcome>();
        (outcome.Code, outcome.Cause) = (exception.Problem.Code, exception);
        await response.WriteAsJsonAsync(Body(exception, context.Request.Path), ServerJson.Options, "application/problem+json", CancellationToken.None);
    }

    private static string DetailOf(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => $"There is nothing at {context.Request.Path}; / names the endpoints.",
        StatusCodes.Status405MethodNotAllowed => $"{context.Request.Path} has the methods {context.Response.Headers.Allow}; got {context.Request.Method}.",
        var status => $"The web server answered {status}.",
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "{Path} failed")]
    private partial void LogFailure(Exception exception, string path);
}
