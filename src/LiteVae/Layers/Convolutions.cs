using LiteVae.Codec.Models;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Layers;

/// <summary>Makes the 3x3 convolutions whose kind follows the way a network keeps the scale of its activations.</summary>
internal static class Convolutions
{
    /// <summary>A plain convolution behind a GroupNorm, or a self-modulated one in place of both. Same size out as in.</summary>
    public static Module<Tensor, Tensor> Create(long inChannels, long outChannels, NormKind norm) =>
        norm == NormKind.Group ? new Conv3x3(inChannels, outChannels) : new SelfModulatedConv2d(inChannels, outChannels);
}
