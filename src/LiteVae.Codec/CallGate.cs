namespace LiteVae.Codec;

/// <summary>Limits the calls that compute at the same time, and frees what they use when the last one has ended after disposal.</summary>
/// <param name="limit">The most calls at once.</param>
/// <param name="resource">Disposed with this, once no call is under way.</param>
internal sealed class CallGate(int limit, IDisposable resource) : IDisposable
{
    private readonly SemaphoreSlim _free = new(limit);
    private readonly Lock _state = new();
    private int _underWay;
    private bool _disposed;

    /// <summary>Waits for a turn. The result ends the call when it is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The codec was disposed.</exception>
    /// <exception cref="OperationCanceledException">Waiting was canceled.</exception>
    public IDisposable Enter(CancellationToken cancellationToken)
    {
        Begin();
        try
        {
            _free.Wait(cancellationToken);
            return new Call(this);
        }
        catch
        {
            End();
            throw;
        }
    }

    /// <inheritdoc cref="Enter"/>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        Begin();
        try
        {
            await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
            return new Call(this);
        }
        catch
        {
            End();
            throw;
        }
    }

    public void Dispose()
    {
        lock (_state)
        {
            if (_disposed)
                return;
            _disposed = true;
            if (_underWay > 0)
                return; // the last call frees it
        }
        resource.Dispose();
    }

    private void Begin()
    {
        lock (_state)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(LatentCodec));
            _underWay++;
        }
    }

    private void End()
    {
        lock (_state)
        {
            _underWay--;
            if (!_disposed || _underWay > 0)
                return;
        }
        resource.Dispose();
    }

    private sealed class Call(CallGate gate) : IDisposable
    {
        private int _ended;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _ended, 1) == 1)
                return;
            gate._free.Release();
            gate.End();
        }
    }
}
