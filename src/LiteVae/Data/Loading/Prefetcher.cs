using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace LiteVae.Data.Loading;

/// <summary>Loads items ahead of time, on threads of its own, and hands them out in the order of their requests.</summary>
/// <remarks>
/// At most a fixed number of items is loaded or being loaded before the caller asks for them. An exception takes the
/// place of its item: it is thrown when that item's turn comes, and again at every further call. Items are handed out to
/// one caller at a time; disposal may come from another thread. Items that nobody took are disposed of where they can be.
/// </remarks>
/// <typeparam name="TRequest">What says which item to load: a position, a path.</typeparam>
/// <typeparam name="TItem">What is loaded.</typeparam>
internal sealed class Prefetcher<TRequest, TItem> : IDisposable
{
    private readonly IEnumerator<TRequest> _requests;
    private readonly Func<TRequest, CancellationToken, TItem> _load;
    private readonly int _capacity;
    private readonly CancellationTokenSource _disposal = new();
    private readonly Thread[] _workers;

    // All below is guarded by _lock, which is pulsed at every change that someone may wait for.
    private readonly object _lock = new();
    private readonly Queue<Slot> _queue = new();
    private bool _ended;
    private bool _disposed;

    /// <summary>Starts loading.</summary>
    /// <param name="requests">The items to load, in order. Enumerated as far as needed, by one thread at a time; it may have no end.</param>
    /// <param name="load">Loads one item; called from several threads at once. Its token is canceled when the prefetcher is disposed of.</param>
    /// <param name="workers">Number of threads, at least 1.</param>
    /// <param name="capacity">Maximum number of items that are loaded or being loaded before they are asked for, at least 1.</param>
    /// <param name="name">What the threads are called.</param>
    public Prefetcher(IEnumerable<TRequest> requests, Func<TRequest, CancellationToken, TItem> load, int workers, int capacity, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        (_requests, _load, _capacity) = (requests.GetEnumerator(), load, capacity);
        _workers = [.. Enumerable.Range(0, workers).Select(number => new Thread(Work) { IsBackground = true, Name = $"{name} {number}" })];
        foreach (var worker in _workers)
            worker.Start();
    }

    /// <summary>Waits for the next item.</summary>
    /// <param name="item">The item.</param>
    /// <param name="cancellationToken">Ends the waiting; the item stays in its place.</param>
    /// <returns>False where all items were handed out.</returns>
    /// <exception cref="ObjectDisposedException">The prefetcher was disposed of, before or while waiting.</exception>
    /// <exception cref="OperationCanceledException">The waiting was canceled.</exception>
    public bool TryNext([MaybeNullWhen(false)] out TItem item, CancellationToken cancellationToken = default)
    {
        using var registration = cancellationToken.Register(Wake);
        lock (_lock)
        {
            while (!_disposed && !(_queue.TryPeek(out var head) ? head.IsReady : _ended) && !cancellationToken.IsCancellationRequested)
                Monitor.Wait(_lock);
            ObjectDisposedException.ThrowIf(_disposed, this);
            cancellationToken.ThrowIfCancellationRequested();
            if (!_queue.TryPeek(out var first))
            {
                item = default;
                return false;
            }
            first.Error?.Throw();
            _queue.Dequeue();
            Monitor.PulseAll(_lock);
            item = first.Item!;
            return true;
        }
    }

    /// <summary>Stops the workers, waits for them to end, and drops what was prefetched.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed)
                return;
            _disposed = true;
            Monitor.PulseAll(_lock);
        }
        _disposal.Cancel();
        foreach (var worker in _workers)
            worker.Join();
        lock (_lock)
        {
            while (_queue.TryDequeue(out var slot))
                (slot.Item as IDisposable)?.Dispose();
        }
        _requests.Dispose();
        _disposal.Dispose();
    }

    private void Work()
    {
        while (TakeSlot() is { } slot)
        {
            var (item, error) = Load(slot.Request);
            lock (_lock)
            {
                (slot.Item, slot.Error, slot.IsReady) = (item, error, true);
                Monitor.PulseAll(_lock);
            }
        }
    }

    private (TItem? Item, ExceptionDispatchInfo? Error) Load(TRequest request)
    {
        try
        {
            return (_load(request, _disposal.Token), null);
        }
        catch (Exception e)
        {
            return (default, ExceptionDispatchInfo.Capture(e));
        }
    }

    /// <summary>Takes the next request as soon as there is room for its item; null: the prefetcher was disposed of, or no request is left.</summary>
    private Slot? TakeSlot()
    {
        lock (_lock)
        {
            while (!_disposed && !_ended && _queue.Count >= _capacity)
                Monitor.Wait(_lock);
            if (_disposed || _ended)
                return null;
            try
            {
                if (_requests.MoveNext())
                {
                    var slot = new Slot(_requests.Current);
                    _queue.Enqueue(slot);
                    return slot;
                }
            }
            catch (Exception e) // of the enumeration: it takes the place of the next item
            {
                _queue.Enqueue(new Slot(default!) { Error = ExceptionDispatchInfo.Capture(e), IsReady = true });
            }
            _ended = true;
            Monitor.PulseAll(_lock);
            return null;
        }
    }

    private void Wake()
    {
        lock (_lock)
            Monitor.PulseAll(_lock);
    }

    /// <summary>An item in its place in the order.</summary>
    private sealed class Slot(TRequest request)
    {
        public TRequest Request { get; } = request;

        public TItem? Item { get; set; }

        public ExceptionDispatchInfo? Error { get; set; }

        /// <summary>Whether the item, or the error in its place, is there.</summary>
        public bool IsReady { get; set; }
    }
}
