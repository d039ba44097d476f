using static TorchSharp.torch;

namespace LiteVae.Kernels;

/// <summary>The order in which a tensor's values lie in memory.</summary>
internal static class Layout
{
    /// <summary>The same [B,C,H,W], with a position's channels side by side: what convolutions on a processor like best.</summary>
    public static Tensor ChannelsLast(Tensor x) => KernelTensors.LieChannelsLast(x) ? x.alias() : x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
}
