namespace LiteVae.Server.Queue;

/// <summary>A job with a result.</summary>
/// <param name="cancellationToken">Ends the work.</param>
internal abstract class Job<T>(CancellationToken cancellationToken) : Job(cancellationToken)
{
    // Whoever awaits the result must not go on on the compute thread.
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Result => _completion.Task;

    public override bool IsCompleted => _completion.Task.IsCompleted;

    public override void Cancel() => _completion.TrySetCanceled(CancellationToken);

    public override void Fail(Exception exception) => _completion.TrySetException(exception);

    protected void Complete(T result) => _completion.TrySetResult(result);
}
