using System.Threading.RateLimiting;
using LiteVae.Server.Errors;
using LiteVae.Server.Metrics;
using LiteVae.Server.Queue;
using Microsoft.AspNetCore.Http.Features;

namespace LiteVae.Server.Security;

/// <summary>Asks for an API key, and limits how many computing requests a minute each may make.</summary>
internal sealed class ApiKeyMiddleware(RequestDelegate next, ApiKeys keys, ServerOptions options) : IDisposable
{
    private const string Scheme = "Bearer ";

    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(name =>
        RateLimitPartition.GetFixedWindowLimiter(name, _ => new FixedWindowRateLimiterOptions { PermitLimit = options.RateLimit, Window = TimeSpan.FromMinutes(1) }));

    public async Task InvokeAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<OpenToAll>() is not null)
        {
            await next(context);
            return;
        }
        var name = KeyOf(context.Request) is { } key ? keys.NameOf(key) : null;
        if (name is null)
            throw new ProblemException(Problem.Unauthorized, "Expected a key of this service as \"Authorization: Bearer KEY\" or \"X-Api-Key: KEY\".");
        context.Features.GetRequiredFeature<RequestOutcome>().Caller = name;
        if (endpoint?.Metadata.GetMetadata<Computes>() is not null)
        {
            using var permit = _limiter.AttemptAcquire(name);
            if (!permit.IsAcquired)
            {
                throw new ProblemException(Problem.RateLimited, $"A key may make {options.RateLimit} requests a minute.")
                {
                    RetryAfter = permit.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromMinutes(1),
                };
            }
        }
        await next(context);
    }

    public void Dispose() => _limiter.Dispose();

    private static string? KeyOf(HttpRequest request)
    {
        var authorization = request.Headers.Authorization.ToString();
        return authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? authorization[Scheme.Length..].Trim()
            : request.Headers["X-Api-Key"] is [{ Length: > 0 } key] ? key : null;
    }
}
