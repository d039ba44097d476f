using LiteVae.Distributed;
using static TorchSharp.torch;

namespace LiteVae.Layers.Autograd;

/// <summary>The sum of a small tensor over all ranks, which every rank receives. The gradient of its operand on one rank is the sum of what all ranks send back.</summary>
/// <remarks>All ranks go through the same graph, so that they meet in the backward pass in the same order.</remarks>
internal sealed class RankSumFunction : autograd.SingleTensorFunction<RankSumFunction>
{
    private const string Communicator = "communicator";

    public override string Name => nameof(RankSumFunction);

    /// <param name="x">Any shape, of the same on all ranks.</param>
    /// <param name="communicator">Carries the sum.</param>
    public static Tensor Sum(Tensor x, ICommunicator communicator) => is_grad_enabled() ? apply(x, communicator) : Over(x, communicator);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var communicator = (ICommunicator)vars[1];
        ctx.save_data(Communicator, communicator);
        return Over((Tensor)vars[0], communicator);
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var scope = NewDisposeScope();
        using var received = grad_output;
        return RetainedGradients.Pass(Sum(grad_output, (ICommunicator)ctx.get_data(Communicator)), null);
    }

    private static Tensor Over(Tensor x, ICommunicator communicator)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        double[] sums = [.. x.detach().to(ScalarType.Float64).cpu().contiguous().data<double>()];
        communicator.Sum(sums);
        return tensor(sums, x.shape).to(x.device).to_type(x.dtype).MoveToOuterDisposeScope();
    }
}
