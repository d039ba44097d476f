namespace LiteVae.Server.Queue;

/// <summary>A job that is computed alone.</summary>
/// <param name="kind">What it does, for metrics.</param>
/// <param name="work">Runs on a compute thread.</param>
/// <param name="cancellationToken">Ends the work.</param>
internal sealed class SingleJob<T>(string kind, Func<CancellationToken, T> work, CancellationToken cancellationToken) : Job<T>(cancellationToken)
{
    public override string Kind => kind;

    public override object? BatchKey => null;

    public override void Run(IReadOnlyList<Job> batch, CancellationToken cancellationToken) => Complete(work(cancellationToken));
}
