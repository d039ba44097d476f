using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Layers;

/// <summary>Initialises the plain convolutions that stand among self-modulated ones.</summary>
/// <remarks>
/// PyTorch's default has a standard deviation of (3 fan_in)^(-1/2): each plain convolution shrinks the signal by the root
/// of three. GroupNorm undoes that; an SMC decoder normalises no activation, and its output would begin as a constant.
/// LeCun's (fan_in)^(-1/2) keeps the scale.
/// </remarks>
internal static class PlainConvolutions
{
    /// <summary>Sets the weights of every plain convolution in the module to LeCun's normal initialisation, biases to 0.</summary>
    public static void PreserveScale(nn.Module module)
    {
        using var guard = no_grad();
        HashSet<nn.Module> modulated = [.. module.modules().OfType<SelfModulatedConv2d>().SelectMany(m => m.children())];
        foreach (var (weight, bias) in module.modules().Where(m => !modulated.Contains(m)).Select(Parameters))
        {
            if (weight is not null)
                init.normal_(weight, 0, 1 / Math.Sqrt(weight.numel() / weight.size(0)));
            if (bias is not null)
                init.zeros_(bias);
        }
    }

    // None where the module is no plain convolution.
    private static (Tensor? Weight, Tensor? Bias) Parameters(nn.Module module) => module switch
    {
        Conv2d conv => (conv.weight, conv.bias),
        Conv3x3 conv => (conv.Weight, conv.Bias),
        _ => (null, null),
    };
}
