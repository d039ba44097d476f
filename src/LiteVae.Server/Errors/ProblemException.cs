namespace LiteVae.Server.Errors;

/// <summary>Ends a request with a problem.</summary>
/// <param name="problem">Of which kind.</param>
/// <param name="detail">What is wrong with this request: expected and found.</param>
/// <param name="innerException">The cause, where there is one.</param>
internal sealed class ProblemException(Problem problem, string detail, Exception? innerException = null) : Exception(detail, innerException)
{
    public Problem Problem { get; } = problem;

    /// <summary>When the client may try again; null where that would not help.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
