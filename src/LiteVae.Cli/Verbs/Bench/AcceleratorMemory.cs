using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace LiteVae.Cli.Verbs.Bench;

/// <summary>The memory of an accelerator that a case takes, as NVIDIA's driver tells it.</summary>
/// <remarks>
/// libtorch keeps what it has once allocated, so that what is in use at the end is the peak. CUDA's own context is included. Other
/// processes on the accelerator must not begin or end meanwhile.
/// </remarks>
internal sealed class AcceleratorMemory
{
    private readonly Device _device;
    private readonly double? _before;

    /// <summary>Notes what is in use; to be made before the case's first call to the device.</summary>
    public AcceleratorMemory(Device device)
    {
        _device = device;
        _before = device.type == DeviceType.CUDA ? Used() : null;
    }

    /// <summary>What has been taken since (MiB); null where the device is no NVIDIA GPU or the driver does not tell.</summary>
    public double? TakenMiB => _before is { } before && Used() is { } now ? now - before : null;

    // The tool's answer for one GPU: a number.
    private static double? Parse(string output) =>
        double.TryParse(output.AsSpan().Trim(), CultureInfo.InvariantCulture, out var mib) ? mib : null;

    private double? Used()
    {
        // CUDA counts the devices that this variable names; the driver's tool counts all.
        var visible = Environment.GetEnvironmentVariable("CUDA_VISIBLE_DEVICES")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        var id = _device.index < visible.Length ? visible[_device.index] : _device.index.ToString(CultureInfo.InvariantCulture);
        try
        {
            var start = new ProcessStartInfo("nvidia-smi", ["--query-gpu=memory.used", "--format=csv,noheader,nounits", $"--id={id}"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? Parse(output) : null;
        }
        catch (Win32Exception)
        {
            return null; // there is no such program
        }
    }
}
