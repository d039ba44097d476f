using LiteVae.Runtime;

namespace LiteVae.Tests;

/// <summary>Has operations use some number of processor threads, until it is disposed.</summary>
internal sealed class ProcessorThreads : IDisposable
{
    private readonly int _before = TorchRuntime.Threads;

    public ProcessorThreads(int count) => TorchRuntime.Threads = count;

    public void Dispose() => TorchRuntime.Threads = _before;
}
