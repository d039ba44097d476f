using LiteVae.Layers.Norms;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Evaluation.Inception;

/// <summary>Convolution without bias, batch norm with eps 1e-3 (and its stored statistics), ReLU.</summary>
internal sealed class BasicConv2d : Module<Tensor, Tensor>
{
    private readonly Conv2d conv;
    private readonly BatchNormalization bn;

    /// <summary>A square kernel.</summary>
    public BasicConv2d(int inChannels, int outChannels, int kernel, int stride = 1, int padding = 0)
        : this(inChannels, outChannels, (kernel, kernel), (padding, padding), stride)
    {
    }

    /// <summary>Any kernel, (rows, columns).</summary>
    public BasicConv2d(int inChannels, int outChannels, (long, long) kernel, (long, long) padding, int stride = 1) : base(nameof(BasicConv2d))
    {
        conv = Conv2d(inChannels, outChannels, kernel, (stride, stride), padding, bias: false);
        bn = new BatchNormalization(outChannels, 1e-3);
        RegisterComponents();
    }

    /// <param name="x">[B,I,H,W].</param>
    /// <returns>[B,O,H',W'].</returns>
    public override Tensor forward(Tensor x) => bn.call(conv.call(x)).relu_();
}
