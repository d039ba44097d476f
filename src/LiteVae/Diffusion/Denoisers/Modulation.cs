using static TorchSharp.torch.nn;

namespace LiteVae.Diffusion.Denoisers;

/// <summary>Makes the layer from the condition, after SiLU, to the shifts, scales and gates of a block [B, parts D]: zero at first, so that a block is the identity.</summary>
internal static class Modulation
{
    public static NumberedModules Create(long width, long parts) => new((1, ZeroStart.Of(Linear(width, parts * width))));
}
