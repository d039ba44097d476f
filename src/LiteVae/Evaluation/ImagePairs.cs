using LiteVae.Pictures;
using LiteVae.Runtime;
using static TorchSharp.torch;

namespace LiteVae.Evaluation;

/// <summary>What metrics over pairs of images check and share.</summary>
internal static class ImagePairs
{
    /// <summary>Requires two pictures of one size.</summary>
    public static void RequireSameSize(RgbImage a, RgbImage b, string metric)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.Width != b.Width || a.Height != b.Height)
            throw new ArgumentException($"{metric} compares pictures of one size; got {a.Width}x{a.Height} and {b.Width}x{b.Height}.");
    }

    /// <summary>Quantises two batches [B,3,H,W] in [-1,1] to whole levels 0 to 255, in float64 on the processor.</summary>
    /// <exception cref="ArgumentException">The shapes are other ones or differ, or a value is not finite.</exception>
    public static (Tensor A, Tensor B) Quantise(Tensor a, Tensor b, string metric)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        TensorGuards.RequireChannels(a, 3, metric);
        if (!a.shape.SequenceEqual(b.shape))
            throw new ArgumentException($"{metric} compares batches of one shape; got {TensorGuards.Shape(a)} and {TensorGuards.Shape(b)}.");
        return (Levels(a, metric), Levels(b, metric));
    }

    /// <summary>A picture's levels as float64 [1,3,H,W].</summary>
    public static Tensor Levels(RgbImage image)
    {
        TorchRuntime.EnsureLoaded();
        return tensor(image.Pixels, [1, image.Height, image.Width, 3], ScalarType.Byte).permute(0, 3, 1, 2).to_type(ScalarType.Float64);
    }

    private static Tensor Levels(Tensor images, string metric)
    {
        var values = images.detach();
        if (!values.isfinite().all().item<bool>())
            throw new ArgumentException($"{metric} got images that hold values that are not finite.");
        return ImageTensors.Quantise(values).to(CPU).to_type(ScalarType.Float64);
    }
}
