using LiteVae.Evaluation.Similarity;
using LiteVae.Pictures;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.Inception;

/// <summary>Images as the Inception network of a convention sees them.</summary>
internal static class InceptionInput
{
    /// <summary>Side of the network's input (pixels).</summary>
    public const int Size = 299;

    /// <summary>Quantises to 8 bits, resizes, normalises.</summary>
    /// <param name="images">[B,3,H,W] in [-1,1].</param>
    /// <param name="convention">Whose numbers to reproduce.</param>
    /// <param name="size">Side of the result.</param>
    /// <returns>[B,3,size,size], float32.</returns>
    public static Tensor Prepare(Tensor images, FidConvention convention, int size = Size)
    {
        using var scope = NewDisposeScope();
        var levels = ImageTensors.Quantize(images);
        var x = Resampler.Resize(levels, size, size, Filter(convention));
        x = convention switch
        {
            FidConvention.PytorchFid => x.DividedBy(127.5f).Minus(1),
            FidConvention.TorchFidelity => x.Minus(128).DividedBy(128),
            _ => x.Clamp(0, 255).Minus(128).DividedBy(128),
        };
        return x.MoveToOuterDisposeScope();
    }

    private static Resampling Filter(FidConvention convention) => convention switch
    {
        FidConvention.PytorchFid => Resampling.PytorchBilinear,
        FidConvention.TorchFidelity => Resampling.Tensorflow1Bilinear,
        FidConvention.CleanFid => Resampling.PilBicubic,
        _ => throw new ArgumentOutOfRangeException(nameof(convention), convention, "Not a convention of FID."),
    };
}
