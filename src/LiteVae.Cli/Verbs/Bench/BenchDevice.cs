using TorchSharp;
using static TorchSharp.torch;

namespace LiteVae.Cli.Verbs.Bench;

/// <summary>Waits for an accelerator: its calls return before they are done.</summary>
internal static class BenchDevice
{
    /// <summary>What waits for all work that a device was given; null for the processor, whose calls end by themselves.</summary>
    public static Action? Waiting(Device device)
    {
        if (device.type == DeviceType.CPU)
            return null;
        return () =>
        {
            using var one = ones(1, device: device); // after the work before, in the order of the device's stream
            _ = one.item<float>();
        };
    }
}
