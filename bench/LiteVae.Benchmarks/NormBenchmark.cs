using BenchmarkDotNet.Attributes;
using LiteVae.Inference;
using LiteVae.Inference.Stages;
using LiteVae.Layers.Norms;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Benchmarks;

/// <summary>GroupNorm and SiLU, as before each convolution of LiteVAE-B's first level.</summary>
public class NormBenchmark : KernelBenchmark
{
    private TorchSharp.Modules.GroupNorm _norm = null!;
    private NormStage _stage = null!;

    [Params(32, 64, 96)]
    public int Channels { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        Prepare(Channels, 128);
        _norm = GroupNorms.Create(Math.Min(32, Channels / 4), Channels, 1e-5);
        var weights = new NamedTensors(new Dictionary<string, Tensor> { ["weight"] = _norm.weight!, ["bias"] = _norm.bias! });
        _stage = new NormStage(weights, Math.Min(32, Channels / 4), 1e-5, ScalarType.Float32);
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
    public void OurKernel() => _stage.Run(new(ChannelsLast)).Values.Dispose();

    public override void Cleanup()
    {
        _norm.Dispose();
        _stage.Dispose();
        base.Cleanup();
    }
}
