using BenchmarkDotNet.Attributes;
using LiteVae.Kernels;
using static TorchSharp.torch;

namespace LiteVae.Benchmarks;

/// <summary>A kernel on one input, [4,C,H,W] of normal noise; each call gives its memory back.</summary>
public abstract class KernelBenchmark
{
    private IDisposable? _inference;

    /// <summary>As modules take it: each channel's plane on its own.</summary>
    protected Tensor Planes { get; private set; } = null!;

    /// <summary>The same values, channels last.</summary>
    protected Tensor ChannelsLast { get; private set; } = null!;

    protected void Prepare(long channels, long size)
    {
        manual_seed(0);
        _inference = inference_mode();
        Planes = randn(4, channels, size, size);
        using var scope = NewDisposeScope();
        ChannelsLast = Layout.ChannelsLast(Planes).DetachFromDisposeScope();
    }

    [GlobalCleanup]
    public virtual void Cleanup()
    {
        Planes.Dispose();
        ChannelsLast.Dispose();
        _inference?.Dispose();
    }
}
