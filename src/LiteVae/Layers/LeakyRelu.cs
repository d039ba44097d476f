using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Layers;

/// <summary>LeakyReLU as a layer of a sequence: x where it is positive, and the slope times x elsewhere.</summary>
/// <remarks>TorchSharp's layer makes a scalar of its slope that may be collected while libtorch reads it.</remarks>
/// <param name="slope">Of the negative side.</param>
internal sealed class LeakyRelu(double slope) : Module<Tensor, Tensor>(nameof(LeakyRelu))
{
    /// <param name="x">Any shape.</param>
    public override Tensor forward(Tensor x) => x.LeakyRelu(slope);
}
