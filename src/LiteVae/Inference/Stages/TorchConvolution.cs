using LiteVae.Kernels;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Inference.Stages;

/// <summary>A convolution by libtorch: on accelerators, in half precision, and on processors that our kernels do not know.</summary>
internal sealed class TorchConvolution(Tensor weight, Tensor bias, ConvolutionShape shape) : PreparedConvolution
{
    // Half of an uneven padding is libtorch's own; what is left over is padded before.
    private readonly long _padding = Math.Min(shape.Before, shape.After);

    public override Tensor Run(Tensor x, Tensor? beside = null, Tensor? residual = null, double scale = 1, bool silu = false)
    {
        using var scope = NewDisposeScope();
        var h = beside is null ? x : cat([x, beside], 1);
        if (shape.Before != shape.After)
        {
            var (before, after) = (shape.Before - _padding, shape.After - _padding);
            h = Layout.ChannelsLast(functional.pad(h, [before, after, before, after]));
        }
        h = functional.conv2d(h, weight, bias, [shape.Stride, shape.Stride], [_padding, _padding]);
        if (residual is not null)
            h.add_(residual);
        if (scale != 1)
            h.mul_(scale);
        return (silu ? functional.silu(h, inplace: true) : h).MoveToOuterDisposeScope();
    }

    // The weights are the stage's.
    public override void Dispose()
    {
    }
}
