using BenchmarkDotNet.Attributes;
using LiteVae.Wavelets;
using static TorchSharp.torch;

namespace LiteVae.Benchmarks;

/// <summary>One level of the Haar transform of four images, and its inverse.</summary>
public class HaarBenchmark : KernelBenchmark
{
    private Tensor _bands = null!;

    [Params(256, 512)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        Prepare(3, Size);
        _bands = HaarTransform.Analyze(Planes);
    }

    [Benchmark]
    public void Analysis() => HaarTransform.Analyze(Planes).Dispose();

    [Benchmark]
    public void Synthesis() => HaarTransform.Synthesize(_bands).Dispose();

    public override void Cleanup()
    {
        _bands.Dispose();
        base.Cleanup();
    }
}
