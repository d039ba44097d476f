namespace LiteVae.Codec.Kernels.Threads;

/// <summary>A place in the queue of calls that wait for a thread to become free.</summary>
internal sealed class TeamTicket
{
    private bool _granted;

    public void Grant()
    {
        lock (this)
        {
            _granted = true;
            Monitor.Pulse(this);
        }
    }

    public void Wait()
    {
        lock (this)
        {
            while (!_granted)
                Monitor.Wait(this);
        }
    }
}
