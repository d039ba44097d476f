using LiteVae.Codec.Kernels;
using LiteVae.Codec.Kernels.Residual;
using LiteVae.Kernels;
using LiteVae.Layers.Autograd;
using LiteVae.Layers.Norms;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Layers;

/// <summary>Residual blocks as one operation with gradients, where our kernels compute.</summary>
internal static class ResidualBlocks
{
    /// <summary>Computes a block, if our kernels can.</summary>
    /// <param name="x">[B,I,H,W].</param>
    /// <param name="concat">[B,J,H,W], whose channels follow those of x; null for none.</param>
    /// <param name="norms">The norms before the convolutions; null each where SiLU stands alone.</param>
    /// <param name="convolutions">The two convolutions.</param>
    /// <param name="skip">The 1x1 convolution beside them; null where the input itself is added.</param>
    /// <param name="scale">What the sum of both branches is divided by.</param>
    /// <returns>[B,O,H,W]; null where no gradients are asked for, or where libtorch computes.</returns>
    public static Tensor? TryCompute(
        Tensor x, Tensor? concat, (GroupNormSilu? First, GroupNormSilu? Second) norms, (Module<Tensor, Tensor> First, Module<Tensor, Tensor> Second) convolutions,
        Conv2d? skip, double scale = 1)
    {
        if (!is_grad_enabled() || convolutions is not (IConvolution3x3 first, IConvolution3x3 second) || (concat is not null && skip is null)
            || !Processor.RunsTrainingKernels || !KernelTensors.Supports(first.Parameters[0], x.dtype))
            return null;
        var shape = new ResidualShape(norms.First?.Groups ?? 0, norms.Second?.Groups ?? 0, norms.First?.Epsilon ?? 0, (float)(1 / scale));
        var plan = new ResidualPlan(shape, norms.First is not null, convolutions.First is SelfModulatedConv2d, skip is not null, concat is not null);
        Tensor[] ofSkip = skip is null ? [] : [skip.weight, skip.bias!];
        return ResidualFunction.Compute(
            plan, x, concat, [.. Parameters(norms.First), .. first.Parameters, .. Parameters(norms.Second), .. second.Parameters, .. ofSkip]);
    }

    private static Tensor[] Parameters(GroupNormSilu? norm) => norm is null ? [] : [norm.Weight, norm.Bias];
}
