using System.Globalization;
using LiteVae.Server.Errors;

namespace LiteVae.Server.Queue;

/// <summary>Marks endpoints that compute: they are admitted, have a deadline and need no other limit.</summary>
internal sealed class Computes;

/// <summary>Admits requests to endpoints that compute, and ends them at their deadline.</summary>
internal sealed class AdmissionMiddleware(RequestDelegate next, Admission admission, ComputeQueue queue, ServerOptions options)
{
    /// <summary>The header, and in lower case the query's parameter is "deadline": seconds.</summary>
    public const string DeadlineHeader = "LiteVae-Deadline";

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<Computes>() is null)
        {
            await next(context);
            return;
        }
        using var ticket = admission.Enter();
        queue.RequireRoom(); // before the body is read
        context.Features.Set(ticket);
        context.Response.OnStarting(() =>
        {
            ticket.Send(context.Response.ContentLength ?? 0);
            return Task.CompletedTask;
        });
        var deadline = DeadlineOf(context.Request);
        var disconnected = context.RequestAborted;
        using var source = CancellationTokenSource.CreateLinkedTokenSource(disconnected);
        source.CancelAfter(deadline);
        context.Features.Set(new ClientConnection(disconnected));
        context.RequestAborted = source.Token;
        try
        {
            await next(context);
        }
        catch (Exception e) when (source.IsCancellationRequested && !disconnected.IsCancellationRequested && !context.Response.HasStarted)
        {
            throw new ProblemException(Problem.DeadlineExceeded, string.Create(CultureInfo.InvariantCulture, $"The deadline was {deadline.TotalSeconds:0.###} s after the request's arrival."), e);
        }
        finally
        {
            context.RequestAborted = disconnected;
        }
    }

    private TimeSpan DeadlineOf(HttpRequest request)
    {
        var text = request.Query["deadline"].FirstOrDefault() ?? request.Headers[DeadlineHeader].FirstOrDefault();
        if (text is null)
            return options.Deadline;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds > 0 && seconds <= options.Deadline.TotalSeconds
            ? TimeSpan.FromSeconds(seconds)
            : throw new ProblemException(Problem.BadRequest, string.Create(CultureInfo.InvariantCulture, $"deadline expects seconds above 0 and up to {options.Deadline.TotalSeconds}; got \"{text}\"."));
    }
}
