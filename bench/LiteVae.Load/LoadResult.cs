namespace LiteVae.Load;

/// <summary>How a service did under a load.</summary>
/// <param name="Seconds">How long the clients asked.</param>
/// <param name="Times">Milliseconds of each answered request.</param>
/// <param name="Refused">The requests that were refused with status 429.</param>
internal sealed record LoadResult(double Seconds, IReadOnlyList<double> Times, int Refused);
