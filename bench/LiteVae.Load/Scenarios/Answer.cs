namespace LiteVae.Load.Scenarios;

/// <summary>What a service answered.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The content.</param>
/// <param name="RetryAfter">When to come again, where that was said.</param>
/// <param name="Milliseconds">From the request to the end of the answer.</param>
internal sealed record Answer(int Status, byte[] Body, TimeSpan? RetryAfter, double Milliseconds);
