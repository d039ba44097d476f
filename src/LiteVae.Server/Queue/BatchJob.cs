namespace LiteVae.Server.Queue;

/// <summary>A job that is computed together with others of its shape: each is prepared by itself, then all are computed, then each is finished by itself.</summary>
/// <typeparam name="TInput">What a prepared job is.</typeparam>
/// <typeparam name="TOutput">What is computed of it.</typeparam>
/// <typeparam name="TResult">The job's result.</typeparam>
/// <param name="kind">What it does, for metrics.</param>
/// <param name="shape">Jobs of one kind and of equal shapes are computed together; null: alone.</param>
/// <param name="prepare">Makes what is computed.</param>
/// <param name="compute">Computes a batch.</param>
/// <param name="finish">Makes the result.</param>
/// <param name="cancellationToken">Ends the work.</param>
internal sealed class BatchJob<TInput, TOutput, TResult>(
    string kind, object? shape, Func<TInput> prepare, Func<IReadOnlyList<TInput>, CancellationToken, IReadOnlyList<TOutput>> compute, Func<TInput, TOutput, TResult> finish,
    CancellationToken cancellationToken) : Job<TResult>(cancellationToken)
{
    public override string Kind => kind;

    public override object? BatchKey { get; } = shape is null ? null : (kind, shape);

    public override void Run(IReadOnlyList<Job> batch, CancellationToken cancellationToken)
    {
        List<(BatchJob<TInput, TOutput, TResult> Job, TInput Input)> prepared = [];
        foreach (var job in batch.Cast<BatchJob<TInput, TOutput, TResult>>())
            job.FailAlone(() => prepared.Add((job, job.Prepare())));
        if (prepared.Count == 0)
            return;
        var outputs = compute([.. prepared.Select(p => p.Input)], cancellationToken);
        foreach (var ((job, input), output) in prepared.Zip(outputs))
            job.FailAlone(() => job.Complete(job.Finish(input, output)));
    }

    private TInput Prepare() => prepare();

    private TResult Finish(TInput input, TOutput output) => finish(input, output);

    // The others of the batch go on.
    private void FailAlone(Action work)
    {
        try
        {
            work();
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }
}
