namespace LiteVae.Server.Queue;

/// <summary>Cancels the work on a batch once every one of its jobs is canceled: until then somebody waits for it.</summary>
internal sealed class BatchCancellation : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly CancellationTokenRegistration[] _registrations;
    private int _wanted;

    public BatchCancellation(IReadOnlyList<Job> batch)
    {
        _wanted = batch.Count;
        _registrations = [.. batch.Select(job => job.CancellationToken.Register(GiveUp))];
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _source.Dispose();
    }

    private void GiveUp()
    {
        if (Interlocked.Decrement(ref _wanted) == 0)
            _source.Cancel();
    }
}
