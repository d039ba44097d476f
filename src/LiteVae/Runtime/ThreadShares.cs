using System.Runtime.ExceptionServices;

namespace LiteVae.Runtime;

/// <summary>Threads that compute side by side, each with an equal share of the processor threads that an operation may use.</summary>
/// <remarks>
/// An operation on few values takes less time than two threads need to begin and end it together. Where work falls into parts that do not depend on each
/// other, as the images of a batch, threads that each compute one part meet once a step, and not in every operation.
/// </remarks>
internal sealed class ThreadShares : IDisposable
{
    private readonly SemaphoreSlim[] _begun;
    private readonly SemaphoreSlim _ended = new(0);
    private readonly ExceptionDispatchInfo?[] _errors;
    private readonly Thread[] _threads;
    private Action<int>? _body; // null: the threads end

    /// <param name="count">The number of threads; at least two, no more than <see cref="TorchRuntime.Threads"/>.</param>
    public ThreadShares(int count)
    {
        var processorThreads = TorchRuntime.Threads;
        _errors = new ExceptionDispatchInfo?[count];
        _begun = [.. Enumerable.Range(0, count).Select(_ => new SemaphoreSlim(0))];
        _threads = [.. Enumerable.Range(0, count).Select(i => new Thread(() => Work(i)) { IsBackground = true, Name = $"LiteVae share {i}" })];
        foreach (var thread in _threads)
            thread.Start();
        // libtorch keeps a number for each thread that calls it. When a thread first asks, that becomes what any thread has set last: so each asks before it sets its own.
        Run(_ => _ = TorchRuntime.Threads);
        Run(_ => TorchRuntime.Threads = Math.Max(1, processorThreads / count));
        TorchRuntime.Threads = processorThreads;
    }

    /// <summary>The number of threads.</summary>
    public int Count => _threads.Length;

    /// <summary>Calls a body with each number from 0 to <see cref="Count"/> - 1, each on its own thread, and returns when all have returned.</summary>
    /// <remarks>The first exception, in the order of the numbers, is thrown here.</remarks>
    public void Run(Action<int> body)
    {
        _body = body;
        foreach (var begun in _begun)
            begun.Release();
        foreach (var _ in _threads)
            _ended.Wait();
        var error = _errors.FirstOrDefault(e => e is not null);
        Array.Clear(_errors);
        error?.Throw();
    }

    public void Dispose()
    {
        _body = null;
        foreach (var (thread, begun) in _threads.Zip(_begun))
        {
            begun.Release();
            thread.Join();
            begun.Dispose();
        }
        _ended.Dispose();
    }

    private void Work(int share)
    {
        while (true)
        {
            _begun[share].Wait();
            if (_body is not { } body)
                return;
            try
            {
                body(share);
            }
            catch (Exception e)
            {
                _errors[share] = ExceptionDispatchInfo.Capture(e);
            }
            _ended.Release();
        }
    }
}
