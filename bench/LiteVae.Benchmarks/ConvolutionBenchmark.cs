using BenchmarkDotNet.Attributes;
using LiteVae.Codec.Kernels.Memory;
using LiteVae.Codec.Networks;
using LiteVae.Codec.Networks.Stages.Layers;
using LiteVae.Inference;
using LiteVae.Kernels;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Benchmarks;

/// <summary>A 3x3 convolution that keeps the channels, at the sizes of LiteVAE-B's first level and of a decoder's last.</summary>
public class ConvolutionBenchmark : KernelBenchmark
{
    private Tensor _weight = null!;
    private Tensor _weightChannelsLast = null!;
    private Tensor _bias = null!;
    private readonly FeatureMapPool _pool = new();
    private ConvolutionStage _kernel = null!;

    [Params(32, 64, 128)]
    public int Channels { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        Prepare(Channels, 128);
        using var scope = NewDisposeScope();
        _weight = randn(Channels, Channels, 3, 3).DetachFromDisposeScope();
        _weightChannelsLast = Layout.ChannelsLast(_weight).DetachFromDisposeScope();
        _bias = zeros(Channels).DetachFromDisposeScope();
        _kernel = TensorStages.Convolution(_weight, _bias);
    }

    [Benchmark(Baseline = true)]
    public void Plain() => Convolve(Planes, _weight);

    [Benchmark]
    public void LastChannels() => Convolve(ChannelsLast, _weightChannelsLast);

    [Benchmark]
    public void OurKernel() => _kernel.Run(TensorStages.Of(ChannelsLast), new Workspace(_pool)).Release();

    private void Convolve(Tensor x, Tensor weight) => functional.conv2d(x, weight, _bias, [1, 1], [1, 1]).Dispose();

    public override void Cleanup()
    {
        _kernel.Dispose();
        _weight.Dispose();
        _weightChannelsLast.Dispose();
        _bias.Dispose();
        base.Cleanup();
    }
}
