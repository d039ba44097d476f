using LiteVae.Codec.Kernels.Winograd;
using LiteVae.Kernels;
using static TorchSharp.torch;

namespace LiteVae.Layers.Autograd;

/// <summary>A 3x3 convolution, padded by one, with its gradients, by our own kernels. float32, on a processor; feature maps are kept channels last.</summary>
/// <remarks>
/// Gradients of gradients are not there: nothing in an autoencoder's training asks for them. An error in the backward pass
/// ends the process, as libtorch cannot carry it: what can be wrong is found in the forward one.
/// </remarks>
internal sealed class WinogradFunction : autograd.SingleTensorFunction<WinogradFunction>
{
    private const string InputWanted = "input wanted";
    private const string WeightsWanted = "weights wanted";

    public override string Name => nameof(WinogradFunction);

    /// <param name="x">[B,I,H,W].</param>
    /// <param name="weight">[O,I,3,3].</param>
    /// <param name="bias">[O].</param>
    /// <returns>[B,O,H,W].</returns>
    public static Tensor Convolve(Tensor x, Tensor weight, Tensor bias)
    {
        using var scope = NewDisposeScope();
        var y = is_grad_enabled() ? apply(x, weight, bias) : Forward(Layout.ChannelsLast(x), weight, bias);
        return y.MoveToOuterDisposeScope();
    }

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (x, weight, bias) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2]);
        var maps = Layout.ChannelsLast(x);
        ctx.save_for_backward([maps, weight]);
        ctx.save_data(InputWanted, x.requires_grad);
        ctx.save_data(WeightsWanted, weight.requires_grad || bias.requires_grad);
        return Forward(maps, weight, bias);
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        using var received = grad_output;
        var saved = ctx.get_saved_variables();
        using var maps = saved[0];
        using var weight = saved[1];
        var gradient = Layout.ChannelsLast(grad_output);
        var x = (bool)ctx.get_data(InputWanted) ? Convolve(gradient, KernelTensors.Values(weight), null, transposed: true) : null;
        return (bool)ctx.get_data(WeightsWanted)
            ? RetainedGradients.Pass(x, WeightGradient(maps, gradient), gradient.sum([0, 2, 3]))
            : RetainedGradients.Pass(x, null, null);
    }

    private static Tensor Forward(Tensor maps, Tensor weight, Tensor bias)
    {
        using var weights = KernelTensors.Values(weight);
        using var biases = KernelTensors.Values(bias);
        return Convolve(maps, weights, biases, transposed: false);
    }

    private static unsafe Tensor Convolve(Tensor x, Tensor weight, Tensor? bias, bool transposed)
    {
        var y = KernelTensors.Create(x.size(0), weight.size(transposed ? 1 : 0), x.size(2), x.size(3));
        SingleUseConvolution.Run(
            KernelTensors.Pointer(weight), bias is null ? null : KernelTensors.Pointer(bias), new ConvolutionInput(KernelTensors.Maps(x)), KernelTensors.Maps(y), transposed: transposed);
        return y;
    }

    private static unsafe Tensor WeightGradient(Tensor x, Tensor gradient)
    {
        var result = empty([gradient.size(1), x.size(1), 3, 3], ScalarType.Float32, CPU);
        WinogradWeightGradient.Run(new ConvolutionInput(KernelTensors.Maps(x)), KernelTensors.Maps(gradient), KernelTensors.Pointer(result));
        return result;
    }
}
