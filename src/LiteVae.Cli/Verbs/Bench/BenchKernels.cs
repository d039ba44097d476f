using LiteVae.Codec;
using LiteVae.Codec.Networks;
using LiteVae.Codec.Networks.Costs;
using LiteVae.Wavelets;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Cli.Verbs.Bench;

/// <summary>Single operations: those that give the attainable peak, and those that models spend their time in.</summary>
internal static class BenchKernels
{
    public const string MatrixProduct = "matmul 2048";
    public const string Convolution = "conv3x3 128 channels, channels last";

    /// <summary>The kernels whose faster one is the peak that a precision can attain.</summary>
    public static IReadOnlyList<string> Peaks { get; } = [MatrixProduct, Convolution];

    /// <summary>Our own, where they run.</summary>
    private static IReadOnlyList<string> Ours { get; } = !CodecRuntime.KernelsEnabled ? [] :
    [
        "our conv3x3 128 channels", "our conv3x3 32 channels", "our conv1x1 128 channels", "our group_norm and silu 128 channels",
    ];

    private static IReadOnlyList<string> Libtorch { get; } =
    [
        .. Peaks, "conv3x3 128 channels", "conv3x3 32 channels, channels last", "conv3x3 32 channels", "group_norm 128 channels, channels last",
        "group_norm 128 channels", "silu 128 channels", "haar analysis",
    ];

    /// <summary>The kernels that compute in a precision on a device; this project's own do so in float32 on a processor alone.</summary>
    public static IEnumerable<string> In(string precision, string device) => precision == "fp32" && device == "cpu" ? Libtorch.Concat(Ours) : Libtorch;

    /// <returns>The call, and its floating-point operations (1e9).</returns>
    public static (Action Run, double Gflops) Create(BenchCase work, Device device)
    {
        var type = work.Precision == "bf16" ? ScalarType.BFloat16 : ScalarType.Float32;
        if (work.Preset == MatrixProduct)
        {
            var matrix = randn(2048, 2048).to(type, device);
            return (() => matrix.matmul(matrix).Dispose(), 2e-9 * 2048 * 2048 * 2048);
        }
        if (Ours.Contains(work.Preset))
            return CreateOurs(work.Preset);
        if (work.Preset == "haar analysis")
        {
            var images = randn(4, 3, 256, 256).to(device);
            return (() => HaarTransform.Analyze(images).Dispose(), 0);
        }
        var channels = Channels(work.Preset);
        var x = randn(4, channels, 64, 64).to(type, device);
        var weight = randn(channels, channels, 3, 3).to(type, device);
        var (scale, shift) = (ones(channels).to(type, device), zeros(channels).to(type, device));
        if (work.Preset.EndsWith("channels last", StringComparison.Ordinal))
            (x, weight) = (ChannelsLast(x), ChannelsLast(weight));
        return work.Preset switch
        {
            _ when work.Preset.StartsWith("conv", StringComparison.Ordinal) =>
                (() => functional.conv2d(x, weight, shift, padding: [1, 1]).Dispose(), 2e-9 * weight.numel() * 4 * 64 * 64),
            _ when work.Preset.StartsWith("group_norm", StringComparison.Ordinal) =>
                (() => functional.group_norm(x, 32, scale, shift).Dispose(), 0),
            _ => (() => functional.silu(x).Dispose(), 0),
        };
    }

    // Operations are counted as the definition has them, whatever the algorithm saves: figures compare as times do.
    private static (Action Run, double Gflops) CreateOurs(string kernel)
    {
        var channels = Channels(kernel);
        var operation = kernel.Contains("group_norm", StringComparison.Ordinal)
            ? KernelOperation.GroupNormSilu(channels, groups: 32, images: 4, side: 64)
            : KernelOperation.Convolution(channels, kernel.Contains("3x3", StringComparison.Ordinal) ? 3 : 1, images: 4, side: 64);
        return (operation.Run, 2e-9 * operation.Macs);
    }

    // The same [B,C,H,W], with the channels of a position side by side in memory.
    private static Tensor ChannelsLast(Tensor x) => x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

    private static int Channels(string kernel) => kernel.Contains(" 32 channels", StringComparison.Ordinal) ? 32 : 128;
}
