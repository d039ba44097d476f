using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Diffusion.Denoisers;

/// <summary>Layers that begin at zero, so that the block they end is the identity at first, and a fresh network predicts nothing.</summary>
internal static class ZeroStart
{
    /// <summary>Sets all weights of a layer to zero.</summary>
    public static T Of<T>(T layer)
        where T : Module
    {
        using var guard = no_grad();
        foreach (var parameter in layer.parameters())
            parameter.Fill(0);
        return layer;
    }
}
