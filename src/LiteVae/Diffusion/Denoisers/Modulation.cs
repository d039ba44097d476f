using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Diffusion.Denoisers;

/// <summary>Makes the layer from the condition, after SiLU, to the shifts, scales and gates of a block [B, parts D]: zero at first, so that a block is the identity.</summary>
internal static class Modulation
{
    public static NumberedModules Create(long width, long parts)
    {
        var linear = Linear(width, parts * width);
        using (no_grad())
        {
            linear.weight!.Fill(0);
            linear.bias!.Fill(0);
        }
        return new NumberedModules((1, linear));
    }
}
