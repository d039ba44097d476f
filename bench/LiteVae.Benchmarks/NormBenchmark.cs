using BenchmarkDotNet.Attributes;
using LiteVae.Codec.Kernels.Memory;
using LiteVae.Codec.Networks;
using LiteVae.Codec.Networks.Stages.Layers;
using LiteVae.Inference;
using LiteVae.Layers.Norms;
using static TorchSharp.torch.nn;

namespace LiteVae.Benchmarks;

/// <summary>GroupNorm and SiLU, as before each convolution of LiteVAE-B's first level.</summary>
public class NormBenchmark : KernelBenchmark
{
    private TorchSharp.Modules.GroupNorm _norm = null!;
    private readonly FeatureMapPool _pool = new();
    private NormStage _stage = null!;

    [Params(32, 64, 96)]
    public int Channels { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        Prepare(Channels, 128);
        _norm = GroupNorms.Create(Math.Min(32, Channels / 4), Channels, 1e-5);
        _stage = TensorStages.Norm(_norm.weight!, _norm.bias!, Math.Min(32, Channels / 4), 1e-5);
    }

    [Benchmark(Baseline = true)]
    public void Plain()
    {
        using var normalized = _norm.forward(Planes);
        functional.silu(normalized).Dispose();
    }

    [Benchmark]
    public void PlainChannelsLast()
    {
        using var normalized = _norm.forward(ChannelsLast);
        functional.silu(normalized).Dispose();
    }

    [Benchmark]
    public void InPlaceChannelsLast()
    {
        using var normalized = _norm.forward(ChannelsLast);
        functional.silu(normalized, inplace: true);
    }

    [Benchmark]
    public void OurKernel() => _stage.Run(TensorStages.Of(ChannelsLast), new Workspace(_pool)).Release();

    public override void Cleanup()
    {
        _norm.Dispose();
        _stage.Dispose();
        base.Cleanup();
    }
}
