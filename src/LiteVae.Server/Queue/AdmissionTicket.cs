namespace LiteVae.Server.Queue;

/// <summary>A request that was let in, and the bytes that it holds: a feature of its context.</summary>
internal sealed class AdmissionTicket(Admission admission) : IDisposable
{
    private long _bytes;
    private bool _left;

    /// <inheritdoc cref="Admission.Receive"/>
    public void Receive(int bytes)
    {
        admission.Receive(bytes);
        _bytes += bytes;
    }

    /// <inheritdoc cref="Admission.Send"/>
    public void Send(long bytes)
    {
        admission.Send(bytes);
        _bytes += bytes;
    }

    public void Dispose()
    {
        if (!_left)
            admission.Leave(_bytes);
        _left = true;
    }
}
