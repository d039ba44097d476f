using BenchmarkDotNet.Attributes;
using LiteVae.Codec.Kernels.Attention;
using LiteVae.Codec.Kernels.Threads;
using LiteVae.Kernels;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Benchmarks;

/// <summary>Self-attention in the middle of Stable Diffusion's encoder and decoder, one head of 512 channels, and in a vision transformer, four of 32.</summary>
public class AttentionBenchmark
{
    private readonly ThreadTeam _libtorchTeam = KernelThreads.Team;
    private readonly WorkerTeam _workers = new(Environment.ProcessorCount);
    private IDisposable _inference = null!;
    private Tensor[] _heads = null!; // [1, heads, N, width]
    private Tensor[] _maps = null!; // [1, heads * width, N, 1], channels last
    private AttentionKernel _kernel = null!;

    [Params(1024, 4096)]
    public int Positions { get; set; }

    [Params(1, 4)]
    public int Heads { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        manual_seed(0);
        _inference = inference_mode();
        var width = Heads == 1 ? 512 : 32;
        _heads = [.. Enumerable.Range(0, 3).Select(_ => randn(1, Heads, Positions, width))];
        using (NewDisposeScope())
            _maps = [.. Enumerable.Range(0, 4).Select(_ => Layout.ChannelsLast(randn(1, Heads * width, Positions, 1)).DetachFromDisposeScope())];
        _kernel = new AttentionKernel(Heads, width);
    }

    [Benchmark(Baseline = true)]
    public void Libtorch() => functional.scaled_dot_product_attention(_heads[0], _heads[1], _heads[2]).Dispose();

    /// <summary>Our kernel on the OpenMP threads of libtorch.</summary>
    [Benchmark]
    public void OurKernel() => Run(_libtorchTeam);

    /// <summary>Our kernel on threads of our own.</summary>
    [Benchmark]
    public void OurKernelAndThreads() => Run(_workers);

    [GlobalCleanup]
    public void Cleanup()
    {
        foreach (var tensor in _heads.Concat(_maps))
            tensor.Dispose();
        _inference.Dispose();
    }

    private void Run(ThreadTeam team)
    {
        KernelThreads.Team = team;
        var rows = _maps.Select(m => new TokenRows(KernelTensors.Maps(m))).ToArray();
        _kernel.Run(rows[0], rows[1], rows[2], rows[3]);
        KernelThreads.Team = _libtorchTeam;
    }
}
