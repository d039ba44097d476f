using LiteVae.Codec.Kernels.Memory;
using LiteVae.Codec.Networks;
using LiteVae.Kernels;
using static TorchSharp.torch;

namespace LiteVae.Inference;

/// <summary>Runs a network as its modules through libtorch: on accelerators, in half precision, and where our kernels are off.</summary>
/// <param name="run">[B,C,H,W] to [B,O,h,w], on any device and of any type.</param>
internal sealed unsafe class TorchRunner(Func<Tensor, Tensor> run) : INetworkRunner
{
    public void Prepare()
    {
        // The modules are ready as they are.
    }

    public void Run(FeatureMaps input, Func<FeatureMaps, FeatureMaps> outputOf, Action<LayerRun>? observer = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var x = KernelTensors.Create(input.Images, input.Channels, input.Height, input.Width);
        Copy(input, KernelTensors.Maps(x));
        var y = KernelTensors.Maps(Layout.ChannelsLast(run(x).to_type(ScalarType.Float32).cpu()));
        Copy(y, outputOf(new FeatureMaps(null, y.Images, y.Height, y.Width, y.Channels)));
        GC.KeepAlive(scope);
    }

    public void Dispose()
    {
        // The modules belong to the codec.
    }

    private static void Copy(FeatureMaps from, FeatureMaps to)
    {
        var bytes = from.Positions * from.Channels * sizeof(float);
        Buffer.MemoryCopy(from.Data, to.Data, bytes, bytes);
    }
}
