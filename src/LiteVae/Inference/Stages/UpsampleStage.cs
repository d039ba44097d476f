using LiteVae.Kernels;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Inference.Stages;

/// <summary>Nearest-neighbour upsampling by two and a 3x3 convolution, without the enlarged image in between.</summary>
/// <remarks>
/// Our kernel reads the small image where it would read the large one. With libtorch it is four 2x2 convolutions of the
/// small image: of the nine positions a 3x3 kernel sees after upsampling, only four are different: rows and columns that repeat share
/// the sum of their weights. 16 multiplications per position of the input in place of 36.
/// </remarks>
internal sealed class UpsampleStage : Stage
{
    private readonly KernelConvolution? _kernel;
    private readonly Tensor[] _weights = []; // [O, I, 2, 2], by parity of row, then column
    private readonly Tensor? _bias;
    private readonly bool _measure;

    /// <param name="t">Its tensors.</param>
    /// <param name="type">The type of the computation.</param>
    /// <param name="measure">Whether a norm will want the result's moments.</param>
    public UpsampleStage(NamedTensors t, ScalarType type, bool measure)
    {
        _measure = measure;
        if (KernelTensors.Take(t["conv.weight"], type))
        {
            _kernel = Own(new KernelConvolution(t["conv.weight"], t["conv.bias"], ConvolutionShape.Same(3), upsample: true));
            t.Done();
            return;
        }
        using var scope = NewDisposeScope();
        var weight = t["conv.weight"].detach().to_type(ScalarType.Float32);
        _weights = [.. new[] { 0, 1 }.SelectMany(row => new[] { 0, 1 }.Select(column => Keep(Merge(Merge(weight, 2, row), 3, column), type)))];
        _bias = Keep(t["conv.bias"], type);
        t.Done();
    }

    public override Features Run(Features x) => _kernel is null ? new(RunTorch(x.Values)) : _kernel.Run(x, new() { Measure = _measure });

    private Tensor RunTorch(Tensor x) // [B, I, H, W]
    {
        using var scope = NewDisposeScope();
        var (height, width) = (x.size(2), x.size(3));
        var padded = Layout.ChannelsLast(functional.pad(x, [1, 1, 1, 1])); // [B, I, H+2, W+2]
        var y = empty([x.size(0), height, 2, width, 2, _bias!.size(0)], x.dtype, x.device);
        for (var i = 0; i < 4; i++)
        {
            var (row, column) = (i / 2, i % 2);
            using var view = padded.narrow(2, row, height + 1).narrow(3, column, width + 1);
            using var part = functional.conv2d(view, _weights[i], _bias); // [B, O, H, W]
            y.select(2, row).select(3, column).copy_(part.permute(0, 2, 3, 1));
        }
        return y.view(x.size(0), 2 * height, 2 * width, -1).permute(0, 3, 1, 2).MoveToOuterDisposeScope(); // [B, O, 2H, 2W]
    }

    // Even positions see (before | this, after), odd ones (before, this | after): those that share a pixel add up.
    private static Tensor Merge(Tensor weight, long dimension, int parity)
    {
        var (first, middle, last) = (weight.narrow(dimension, 0, 1), weight.narrow(dimension, 1, 1), weight.narrow(dimension, 2, 1));
        return parity == 0 ? cat([first, middle + last], dimension) : cat([first + middle, last], dimension);
    }
}
