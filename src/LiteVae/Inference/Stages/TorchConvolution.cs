using LiteVae.Kernels;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Inference.Stages;

/// <summary>A convolution by libtorch: on accelerators, in half precision, and on processors that our kernels do not know.</summary>
internal sealed class TorchConvolution(Tensor weight, Tensor bias, ConvolutionShape shape) : PreparedConvolution
{
    // Half of an uneven padding is libtorch's own; what is left over is padded before.
    private readonly long _padding = Math.Min(shape.Before, shape.After);

    public override Features Run(Features x, Surroundings around)
    {
        using var scope = NewDisposeScope();
        var h = around.Norm is { } norm ? norm.Run(x, around.Concat).Values
            : around.Concat is { } beside ? cat([x.Values, beside.Values], 1)
            : x.Values;
        if (shape.Before != shape.After)
        {
            var (before, after) = (shape.Before - _padding, shape.After - _padding);
            h = Layout.ChannelsLast(functional.pad(h, [before, after, before, after]));
        }
        h = functional.conv2d(h, weight, bias, [shape.Stride, shape.Stride], [_padding, _padding]);
        if (around.Residual is { } residual)
            h.add_(residual.Values);
        if (around.Scale != 1)
            h.mul_(around.Scale);
        h = around.Silu ? functional.silu(h, inplace: true) : h;
        return new Features(h.MoveToOuterDisposeScope());
    }

    // The weights are the stage's.
    public override void Dispose()
    {
    }
}
