using LiteVae.Codec.Networks.Stages;
using LiteVae.Codec.Networks.Stages.Layers;
using LiteVae.Codec.Numerics;

namespace LiteVae.Codec.Networks.Costs;

/// <summary>A single operation of the networks, on random feature maps and with random weights that it owns: for measuring the speed of the kernels.</summary>
/// <remarks>Several operations may run at once; one operation runs once at a time.</remarks>
public sealed unsafe class KernelOperation : IDisposable
{
    private readonly Stage _stage;
    private readonly FloatBuffer _values;
    private readonly FeatureMaps _input;
    private readonly Workspace _workspace;
    private readonly FeatureMapPool _pool = new();

    private KernelOperation(Func<Weights, Stage> build, IReadOnlyDictionary<string, long[]> weights, int images, int channels, int side, long macs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(images, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        _stage = build(new Weights(new RandomTensors(weights)));
        var count = checked((long)images * side * side * channels);
        _values = new FloatBuffer(count, clear: false);
        var noise = new GaussianNoise(0);
        for (long i = 0; i < count; i++)
            _values.Pointer[i] = (float)noise.Next();
        _input = new FeatureMaps(_values.Pointer, images, side, side, channels);
        _workspace = new Workspace(_pool);
        Macs = macs;
    }

    /// <summary>Multiply-accumulates of one run as the definition of the operation counts them, whatever its algorithm saves; 0 where they mean nothing.</summary>
    public long Macs { get; }

    /// <summary>A convolution of stride 1 whose output has the shape of its input.</summary>
    /// <param name="channels">Channels of input and output, at least 1.</param>
    /// <param name="kernel">Side of the kernel: 1, or 3, which is computed by Winograd's algorithm F(4x4, 3x3).</param>
    /// <param name="images">Number of images, at least 1.</param>
    /// <param name="side">Side of the feature maps, in positions, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside of its range.</exception>
    public static KernelOperation Convolution(int channels, int kernel, int images, int side)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        if (kernel is not (1 or 3))
            throw new ArgumentOutOfRangeException(nameof(kernel), kernel, "Kernels of side 1 and 3 are measured.");
        return new(
            weights => new ConvolutionStage(weights, channels, channels, ConvolutionGeometry.Same(kernel)),
            new Dictionary<string, long[]> { ["weight"] = [channels, channels, kernel, kernel], ["bias"] = [channels] },
            images, channels, side, checked((long)channels * channels * kernel * kernel * images * side * side));
    }

    /// <summary>GroupNorm, followed by SiLU.</summary>
    /// <param name="channels">Channels, at least 1.</param>
    /// <param name="groups">Groups of channels, which divide them.</param>
    /// <param name="images">Number of images, at least 1.</param>
    /// <param name="side">Side of the feature maps, in positions, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside of its range.</exception>
    /// <exception cref="ArgumentException">The groups do not divide the channels.</exception>
    public static KernelOperation GroupNormSilu(int channels, int groups, int images, int side)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 1);
        if (channels % groups != 0)
            throw new ArgumentException($"{groups} groups do not divide {channels} channels.", nameof(groups));
        return new(
            weights => new NormStage(weights, channels, groups, epsilon: 1e-5),
            new Dictionary<string, long[]> { ["weight"] = [channels], ["bias"] = [channels] },
            images, channels, side, macs: 0);
    }

    /// <summary>Computes the operation once. Memory for its output is kept from one run to the next.</summary>
    /// <exception cref="ObjectDisposedException">The operation was disposed.</exception>
    public void Run()
    {
        ObjectDisposedException.ThrowIf(_values.Pointer is null, this);
        _stage.Run(new Features(_input), _workspace).Release(); // new features, whose moments are not known yet
    }

    /// <summary>Frees feature maps and weights.</summary>
    public void Dispose()
    {
        _stage.Dispose();
        _values.Dispose();
        _pool.Dispose();
    }
}
