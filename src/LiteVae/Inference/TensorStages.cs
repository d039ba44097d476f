using LiteVae.Checkpoints;
using LiteVae.Codec.Kernels.Memory;
using LiteVae.Codec.Networks;
using LiteVae.Codec.Networks.Stages.Layers;
using LiteVae.Kernels;
using static TorchSharp.torch;

namespace LiteVae.Inference;

/// <summary>Single stages of prepared networks on tensors of libtorch: to measure them, and to compare them with modules.</summary>
internal static class TensorStages
{
    /// <summary>A convolution with given weights.</summary>
    /// <param name="weight">[O,I,k,k].</param>
    /// <param name="bias">[O].</param>
    /// <param name="geometry">Stride and padding; by default the output is as large as the input.</param>
    /// <param name="upsample">Whether the input is enlarged by two first.</param>
    public static ConvolutionStage Convolution(Tensor weight, Tensor bias, ConvolutionGeometry? geometry = null, bool upsample = false)
    {
        using var tensors = Source(("weight", weight), ("bias", bias));
        return new(new Weights(tensors), (int)weight.size(1), (int)weight.size(0), geometry ?? ConvolutionGeometry.Same((int)weight.size(2)), upsample: upsample);
    }

    /// <summary>GroupNorm and SiLU with given weights.</summary>
    /// <param name="weight">[C].</param>
    /// <param name="bias">[C].</param>
    /// <param name="groups">Divides C.</param>
    /// <param name="epsilon">Added to the variance.</param>
    public static NormStage Norm(Tensor weight, Tensor bias, int groups, double epsilon)
    {
        using var tensors = Source(("weight", weight), ("bias", bias));
        return new(new Weights(tensors), (int)weight.size(0), groups, epsilon);
    }

    /// <summary>A tensor [B,C,H,W] that lies channels last, as stages see it; valid while the tensor lives.</summary>
    public static Features Of(Tensor x) => new(KernelTensors.Maps(x));

    /// <summary>Runs a stage.</summary>
    /// <param name="run">Runs it, with the workspace given.</param>
    /// <returns>The result [B,C,H,W], and what else is known of it.</returns>
    public static unsafe (Tensor Values, Features Features) Run(Func<Workspace, Features> run)
    {
        using var pool = new FeatureMapPool();
        var features = run(new Workspace(pool));
        var maps = features.Maps;
        var y = KernelTensors.Create(maps.Images, maps.Channels, maps.Height, maps.Width);
        var bytes = maps.Positions * maps.Channels * sizeof(float);
        Buffer.MemoryCopy(maps.Data, KernelTensors.Maps(y).Data, bytes, bytes);
        return (y, features);
    }

    private static ModuleTensors Source(params (string Name, Tensor Value)[] tensors) =>
        new("weights", tensors.ToDictionary(t => t.Name, t => t.Value.detach()));
}
