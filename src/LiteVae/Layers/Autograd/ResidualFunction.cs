using LiteVae.Codec.Kernels;
using LiteVae.Codec.Kernels.Residual;
using LiteVae.Kernels;
using LiteVae.Layers.Norms;
using LiteVae.Runtime.Numbers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Layers.Autograd;

/// <summary>A whole residual block with its gradients, by our own kernels. float32, on a processor; feature maps are kept channels last.</summary>
/// <remarks>
/// Beside its inputs, a block keeps one set of feature maps for the backward pass, where five separate operations would keep
/// five. Gradients of gradients are not there, as with <see cref="WinogradFunction"/>.
/// </remarks>
internal sealed class ResidualFunction : autograd.SingleTensorFunction<ResidualFunction>
{
    private const string Plan = "plan";
    private const string Moments = "moments";
    private const string ParametersWanted = "parameters wanted";

    public override string Name => nameof(ResidualFunction);

    /// <summary>Computes a block, if this function can.</summary>
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
        return apply([
            x, .. concat is null ? (ReadOnlySpan<object>)[] : [concat],
            .. Parameters(norms.First), .. first.Parameters, .. Parameters(norms.Second), .. second.Parameters,
            .. skip is null ? (ReadOnlySpan<object>)[] : [skip.weight, skip.bias!], plan,
        ]);
    }

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var plan = (ResidualPlan)vars[^1];
        Tensor[] tensors = [.. vars[..^1].Cast<Tensor>()];
        var first = plan.HasConcat ? 2 : 1; // the first parameter
        var x = Layout.ChannelsLast(tensors[0]);
        var concat = plan.HasConcat ? Layout.ChannelsLast(tensors[1]) : null;
        using var parameters = new ResidualTensors(plan, tensors[first..]);
        var (images, height, width) = (x.size(0), x.size(2), x.size(3));
        var outputs = tensors[first + (plan.HasNorms ? 3 : 1)].size(0);
        var (hidden, y) = (KernelTensors.Create(images, outputs, height, width), KernelTensors.Create(images, outputs, height, width));
        var moments = parameters.Block.Forward(
            KernelTensors.Maps(x), concat is null ? null : KernelTensors.Maps(concat), KernelTensors.Maps(hidden), KernelTensors.Maps(y));
        ctx.save_for_backward([x, .. concat is null ? (ReadOnlySpan<Tensor>)[] : [concat], hidden, .. tensors[first..]]);
        ctx.save_data(Plan, plan);
        ctx.save_data(Moments, moments);
        ctx.save_data(ParametersWanted, tensors[first..].Any(t => t.requires_grad));
        return y;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        using var received = grad_output;
        var plan = (ResidualPlan)ctx.get_data(Plan);
        var saved = ctx.get_saved_variables();
        var first = plan.HasConcat ? 2 : 1;
        var (x, concat, hidden) = (saved[0], plan.HasConcat ? saved[1] : null, saved[first]);
        using var parameters = new ResidualTensors(plan, saved.Skip(first + 1));
        var gradient = Layout.ChannelsLast(plan.Shape.Scale == 1 ? grad_output : grad_output.Times(plan.Shape.Scale));
        var xGradient = Like(x);
        var concatGradient = concat is null ? null : Like(concat);
        var gradients = parameters.Backward(
            x, concat, hidden, (ResidualMoments)ctx.get_data(Moments), gradient, xGradient, concatGradient, (bool)ctx.get_data(ParametersWanted));
        Tensor?[] inputs = concat is null ? [xGradient] : [xGradient, concatGradient];
        var result = RetainedGradients.Pass([.. inputs, .. gradients, null]);
        foreach (var tensor in saved)
            tensor.Dispose();
        return result;
    }

    private static Tensor Like(Tensor x) => KernelTensors.Create(x.size(0), x.size(1), x.size(2), x.size(3));

    private static ReadOnlySpan<object> Parameters(GroupNormSilu? norm) => norm is null ? [] : (object[])[norm.Weight, norm.Bias];
}
