using LiteVae.Codec.Kernels.Norms;
using LiteVae.Kernels;
using static TorchSharp.torch;

namespace LiteVae.Layers.Autograd;

/// <summary>GroupNorm and SiLU with their gradients, by our own kernels. float32, on a processor; feature maps are kept channels last.</summary>
/// <remarks>Gradients of gradients are not there, as with <see cref="WinogradFunction"/>.</remarks>
internal sealed class GroupNormSiluFunction : autograd.SingleTensorFunction<GroupNormSiluFunction>
{
    private const string Groups = "groups";
    private const string Epsilon = "epsilon";

    public override string Name => nameof(GroupNormSiluFunction);

    /// <param name="x">[B,C,H,W].</param>
    /// <param name="weight">[C].</param>
    /// <param name="bias">[C].</param>
    /// <param name="groups">The number of groups of channels; divides C.</param>
    /// <param name="epsilon">Added to the variance.</param>
    public static Tensor Normalize(Tensor x, Tensor weight, Tensor bias, long groups, double epsilon)
    {
        using var scope = NewDisposeScope();
        var y = is_grad_enabled() ? apply(x, weight, bias, groups, epsilon) : Forward(Layout.ChannelsLast(x), weight, bias, groups, epsilon);
        return y.MoveToOuterDisposeScope();
    }

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (x, weight, bias) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2]);
        var maps = Layout.ChannelsLast(x);
        ctx.save_for_backward([maps, weight, bias]);
        ctx.save_data(Groups, vars[3]);
        ctx.save_data(Epsilon, vars[4]);
        return Forward(maps, weight, bias, (long)vars[3], (double)vars[4]);
    }

    public override unsafe List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        using var received = grad_output;
        var saved = ctx.get_saved_variables();
        using var maps = saved[0];
        using var weight = saved[1];
        using var bias = saved[2];
        var gradient = Layout.ChannelsLast(grad_output);
        var x = KernelTensors.Create(maps.size(0), maps.size(1), maps.size(2), maps.size(3));
        var (weightGradient, biasGradient) = (empty_like(weight), empty_like(bias));
        var norm = new NormWeights(KernelTensors.Pointer(weight), KernelTensors.Pointer(bias), (int)(long)ctx.get_data(Groups), (double)ctx.get_data(Epsilon));
        var result = KernelTensors.Maps(x);
        new ActivationGradient(ActivationInput.Of(KernelTensors.Maps(maps), null, norm)).Run(
            KernelTensors.Maps(gradient), result, null, result, null, KernelTensors.Pointer(weightGradient), KernelTensors.Pointer(biasGradient), null);
        return RetainedGradients.Pass(x, weightGradient, biasGradient, null, null);
    }

    private static unsafe Tensor Forward(Tensor x, Tensor weight, Tensor bias, long groups, double epsilon)
    {
        var y = KernelTensors.Create(x.size(0), x.size(1), x.size(2), x.size(3));
        using var kernel = new GroupNormKernel(KernelTensors.Pointer(weight), KernelTensors.Pointer(bias), (int)x.size(1), (int)groups, epsilon, silu: true);
        kernel.Run(KernelTensors.Maps(x), KernelTensors.Maps(y));
        return y;
    }
}
