using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Losses.Perceptual;

/// <summary>A distance of images by the features of a frozen network: [B,3,H,W] in [-1,1] twice, to [B].</summary>
/// <remarks>A loss is its mean. As a metric, call it where no gradient is recorded.</remarks>
public abstract class PerceptualLoss : Module<Tensor, Tensor, Tensor>
{
    private protected PerceptualLoss(string name) : base(name)
    {
    }

    /// <summary>The distance of each pair of images.</summary>
    /// <param name="image">The original, [B,3,H,W] in [-1,1].</param>
    /// <param name="output">The reconstruction, of the same shape.</param>
    /// <returns>A distance for each image, [B].</returns>
    /// <exception cref="ArgumentException">Shapes differ, or are too small for the network.</exception>
    public abstract override Tensor forward(Tensor image, Tensor output);

    /// <summary>Makes the network compute in another type, such as bfloat16; the distance of its features stays in float32.</summary>
    /// <param name="type">A floating-point type.</param>
    public abstract void ComputeIn(ScalarType type);

    private protected static void RequireSameShape(Tensor image, Tensor output)
    {
        if (!image.shape.SequenceEqual(output.shape))
        {
            throw new ArgumentException(
                $"A perceptual distance is of two images of one shape; got [{string.Join(',', image.shape)}] and [{string.Join(',', output.shape)}].");
        }
    }

    /// <summary>(x - mean) / deviation, by channel, in float32 or float64.</summary>
    private protected static Tensor Standardize(Tensor x, float[] mean, float[] deviation)
    {
        if (x.dtype != ScalarType.Float64)
            x = x.to_type(ScalarType.Float32);
        Tensor Channels(float[] values) => tensor(values, dtype: x.dtype, device: x.device).view(1, 3, 1, 1);
        return (x - Channels(mean)) / Channels(deviation);
    }
}
