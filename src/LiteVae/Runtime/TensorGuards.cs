using static TorchSharp.torch;

namespace LiteVae.Runtime;

/// <summary>Checks at public boundaries: libtorch's own errors name neither the caller nor the cure, and some end the process.</summary>
internal static class TensorGuards
{
    /// <summary>The shape in words: "[2,4,64,64]".</summary>
    public static string Shape(Tensor tensor) => $"[{string.Join(',', tensor.shape)}]";

    /// <summary>Requires a rank.</summary>
    public static void RequireRank(Tensor tensor, int rank, string who, string expected)
    {
        if (tensor.dim() != rank)
            throw new ArgumentException($"{who} expects {expected}; got {Shape(tensor)}.");
    }

    /// <summary>Requires [B,channels,H,W].</summary>
    public static void RequireChannels(Tensor tensor, long channels, string who)
    {
        if (tensor.dim() != 4 || tensor.size(1) != channels)
            throw new ArgumentException($"{who} expects [B,{channels},H,W]; got {Shape(tensor)}.");
    }

    /// <summary>Requires [B,channels,H,W] with H and W in multiples of a factor.</summary>
    public static void RequireMultiple(Tensor tensor, long channels, long factor, string who)
    {
        RequireChannels(tensor, channels, who);
        if (tensor.size(2) % factor != 0 || tensor.size(3) % factor != 0)
            throw new ArgumentException($"{who} expects height and width in multiples of {factor}; got {Shape(tensor)}. Pad the image first.");
    }
}
