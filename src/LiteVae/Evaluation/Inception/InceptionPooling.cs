using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Evaluation.Inception;

/// <summary>The poolings between and inside Inception's blocks.</summary>
internal static class InceptionPooling
{
    /// <summary>3x3 mean at stride 1 over what lies inside the image: the padding does not count, unlike in torchvision.</summary>
    public static Tensor Average(Tensor x) =>
        functional.avg_pool2d(x, 3, stride: 1, padding: 1, ceil_mode: false, count_include_pad: false);

    /// <summary>3x3 maximum at stride 1, same size.</summary>
    public static Tensor Maximum(Tensor x) => functional.max_pool2d(x, 3, stride: 1, padding: 1);

    /// <summary>3x3 maximum at stride 2.</summary>
    public static Tensor Halve(Tensor x) => functional.max_pool2d(x, 3, stride: 2);
}
