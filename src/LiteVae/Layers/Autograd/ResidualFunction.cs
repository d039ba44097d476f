using LiteVae.Codec.Kernels.Residual;
using LiteVae.Kernels;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

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

    /// <param name="plan">What the block has.</param>
    /// <param name="x">[B,I,H,W].</param>
    /// <param name="concat">[B,J,H,W], whose channels follow those of x; null for none.</param>
    /// <param name="parameters">In the plan's order.</param>
    /// <returns>[B,O,H,W].</returns>
    public static Tensor Compute(ResidualPlan plan, Tensor x, Tensor? concat, IEnumerable<Tensor> parameters) =>
        apply([x, .. concat is null ? (ReadOnlySpan<object>)[] : [concat], .. parameters, plan]);

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
}
