using LiteVae.Pictures;
using LiteVae.Runtime;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.Similarity;

/// <summary>The 8-bit values that metrics compare, in double precision.</summary>
internal static class Levels
{
    /// <summary>Quantises two batches [B,3,H,W] in [-1,1] to whole levels 0 to 255, float64, after checking them.</summary>
    public static (Tensor A, Tensor B) OfPair(Tensor a, Tensor b, string who)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        TensorGuards.RequireChannels(a, 3, who);
        if (!a.shape.SequenceEqual(b.shape))
            throw new ArgumentException($"{who} needs two batches of one shape; got {TensorGuards.Shape(a)} and {TensorGuards.Shape(b)}.");
        return (Quantize(a, who), Quantize(b, who));
    }

    private static Tensor Quantize(Tensor images, string who)
    {
        using var scope = NewDisposeScope();
        var values = images.detach();
        if (!values.isfinite().all().item<bool>())
            throw new ArgumentException($"{who} was given values that are not finite.");
        return ImageTensors.Quantize(values).to_type(ScalarType.Float64).MoveToOuterDisposeScope();
    }
}
