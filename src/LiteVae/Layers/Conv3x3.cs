using LiteVae.Codec.Kernels;
using LiteVae.Kernels;
using LiteVae.Layers.Autograd;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Layers;

/// <summary>A 3x3 convolution of stride one, padded by one: PyTorch's <c>Conv2d</c> in names and initialisation, faster on a processor.</summary>
internal sealed class Conv3x3 : Module<Tensor, Tensor>, IConvolution3x3
{
    private readonly Parameter weight;
    private readonly Parameter bias;

    public Conv3x3(long inChannels, long outChannels)
        : base(nameof(Conv3x3))
    {
        weight = Parameter(empty(outChannels, inChannels, 3, 3));
        bias = Parameter(empty(outChannels));
        init.kaiming_uniform_(weight, a: Math.Sqrt(5));
        init.uniform_(bias, -1 / Math.Sqrt(9 * inChannels), 1 / Math.Sqrt(9 * inChannels));
        RegisterComponents();
    }

    /// <summary>[O,I,3,3].</summary>
    public Parameter Weight => weight;

    /// <summary>[O].</summary>
    public Parameter Bias => bias;

    IReadOnlyList<Parameter> IConvolution3x3.Parameters => [weight, bias];

    public override Tensor forward(Tensor x) => Convolve(x, weight, bias); // [B, O, H, W]

    /// <summary>The convolution with a weight at hand, [O,I,3,3], and a bias [O]: by our kernels in float32 on a processor, else by libtorch.</summary>
    public static Tensor Convolve(Tensor x, Tensor weight, Tensor bias) => Processor.RunsTrainingKernels && KernelTensors.Supports(weight, x.dtype)
        ? WinogradFunction.Convolve(x, weight, bias)
        : functional.conv2d(x, weight, bias, padding: [1, 1]);
}
