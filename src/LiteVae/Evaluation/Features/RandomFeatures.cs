using LiteVae.Codec.Numerics;
using LiteVae.Pictures;
using LiteVae.Runtime;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.Features;

/// <summary>Features of a fixed random convolutional network, which needs no weights of others: for tests and for trends. Owns its tensors.</summary>
/// <remarks>
/// Four scales, each a 3x3 convolution with leaky ReLU and a reduction by 2; of the colors and of every channel of a scale,
/// mean and deviation over the positions are two features. The kernels are normal numbers of a fixed seed, so that they are
/// equal on every machine; those of the first scale sum to zero over the window, as colors would hide textures otherwise.
/// Nothing was learned: figures over these features tell whether one model is nearer to the data than another at colors,
/// contrast and texture, and cannot be compared with anybody's FID.
/// </remarks>
internal sealed class RandomFeatures : IFeatureNetwork
{
    /// <summary>The smallest height and width, in pixels.</summary>
    public const int MinSide = 8;

    private const ulong Seed = 20190421; // any fixed number: with another one, figures would be others
    private const double Slope = 0.2;
    private static readonly int[] s_channels = [8, 16, 16, 24];

    private readonly Tensor[] _kernels; // [C, C of the scale before, 3, 3]
    private readonly Device _device;

    /// <param name="device">Where it computes; null: the processor.</param>
    public RandomFeatures(Device? device = null)
    {
        TorchRuntime.EnsureLoaded();
        _device = device ?? CPU;
        var noise = new GaussianNoise(Seed);
        _kernels = new Tensor[s_channels.Length];
        var inputs = 3;
        for (var index = 0; index < s_channels.Length; index++)
        {
            using var scope = NewDisposeScope();
            var kernel = Kernel(noise, s_channels[index], inputs);
            _kernels[index] = (index == 0 ? kernel - kernel.mean([2, 3], keepdim: true) : kernel).to(_device).DetachFromDisposeScope();
            inputs = s_channels[index];
        }
    }

    /// <inheritdoc/>
    public int FeatureCount => 2 * (3 + s_channels.Sum());

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Another shape, or sides below <see cref="MinSide"/>.</exception>
    public Tensor Of(Tensor images)
    {
        TensorGuards.RequireChannels(images, 3, "Random features");
        if (images.size(2) < MinSide || images.size(3) < MinSide)
            throw new ArgumentException($"Random features expect sides of at least {MinSide} pixels; got {TensorGuards.Shape(images)}.", nameof(images));
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var x = ImageTensors.Quantize(images.detach().to(_device)).DivideInPlace(127.5f).SubtractInPlace(1);
        List<Tensor> features = [Moments(x)];
        foreach (var kernel in _kernels)
        {
            x = nn.functional.conv2d(x, kernel, padding: [1, 1]).LeakyRelu(Slope); // [B, C, H, W]
            features.Add(Moments(x));
            x = nn.functional.avg_pool2d(x, 2);                                    // [B, C, H/2, W/2]
        }
        return cat([.. features], 1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var kernel in _kernels)
            kernel.Dispose();
    }

    // [B, C, H, W] -> [B, 2C]
    private static Tensor Moments(Tensor x)
    {
        var mean = x.mean([2, 3], keepdim: true);
        return cat([mean.flatten(1), (x - mean).Squared().mean([2, 3]).sqrt()], 1);
    }

    // He's deviation, which keeps the scale of the signal from layer to layer.
    private static Tensor Kernel(GaussianNoise noise, int outputs, int inputs)
    {
        var deviation = Math.Sqrt(2 / (1 + Slope * Slope) / (9 * inputs));
        var values = new float[outputs * inputs * 9];
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)(deviation * noise.Next());
        return tensor(values, [outputs, inputs, 3, 3]);
    }
}
