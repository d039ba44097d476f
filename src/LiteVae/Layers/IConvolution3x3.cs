using TorchSharp.Modules;

namespace LiteVae.Layers;

/// <summary>A 3x3 convolution of stride one, padded by one, whose weight is a parameter or made of parameters.</summary>
internal interface IConvolution3x3
{
    /// <summary>Weight [O,I,3,3] and bias [O]; of a self-modulated one also scales [I] and gain [1].</summary>
    IReadOnlyList<Parameter> Parameters { get; }
}
