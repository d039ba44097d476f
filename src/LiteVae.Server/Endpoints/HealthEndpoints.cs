using LiteVae.Server.Queue;

namespace LiteVae.Server.Endpoints;

/// <summary><c>GET /health/live</c> and <c>GET /health/ready</c>: outside of every limit, and without a key.</summary>
internal static class HealthEndpoints
{
    public static IResult Live() => Results.Text("live");

    /// <summary>Ready from the first computed picture on until the service is told to stop.</summary>
    public static IResult Ready(Readiness readiness, Admission admission) =>
        admission.IsDraining ? Results.Text("draining", statusCode: StatusCodes.Status503ServiceUnavailable)
        : readiness.IsWarm ? Results.Text("ready")
        : Results.Text("warming up", statusCode: StatusCodes.Status503ServiceUnavailable);
}
