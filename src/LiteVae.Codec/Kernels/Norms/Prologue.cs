using System.Runtime.CompilerServices;

namespace LiteVae.Codec.Kernels.Norms;

/// <summary>The operations on a convolution's input as it is read, a normalization, SiLU or both; done there, they cost no pass over memory.</summary>
/// <remarks>A normalization with its affine map is one multiply-add, x * scale + shift, with a scale and a shift for each image and channel.</remarks>
internal sealed unsafe class Prologue : IRowPrologue, IDisposable
{
    private readonly FloatBuffer? _scale; // [B, C]
    private readonly FloatBuffer? _shift; // [B, C]
    private readonly int _channels;
    private readonly bool _silu;

    /// <summary>A normalization by groups of channels.</summary>
    /// <param name="statistics">The means and variances of the groups of all images.</param>
    /// <param name="weight">[C].</param>
    /// <param name="bias">[C].</param>
    /// <param name="images">B.</param>
    /// <param name="channels">C.</param>
    /// <param name="silu">Whether SiLU is applied last.</param>
    /// <param name="modulation">A scale and a shift of what is normalized, before SiLU; null for none.</param>
    public Prologue(GroupStatistics statistics, float* weight, float* bias, int images, int channels, bool silu, Modulation? modulation = null)
    {
        (_channels, _silu) = (channels, silu);
        _scale = new FloatBuffer((long)images * channels, clear: false);
        _shift = new FloatBuffer((long)images * channels, clear: false);
        for (var i = 0; i < images * channels; i++)
        {
            var (image, channel) = Math.DivRem(i, channels);
            var (mean, inverse) = statistics.Of(image, channel);
            _scale.Pointer[i] = (float)(weight[channel] * inverse);
            _shift.Pointer[i] = (float)(bias[channel] - mean * inverse * weight[channel]);
            if (modulation is not { } of)
                continue;
            var factor = 1 + of.Scale.Of(image)[channel];
            _scale.Pointer[i] *= factor;
            _shift.Pointer[i] = _shift.Pointer[i] * factor + of.Shift.Of(image)[channel];
        }
    }

    private Prologue() => _silu = true;

    private Prologue(float* scale, int images, int channels)
    {
        _channels = channels;
        _scale = new FloatBuffer(scale, (long)images * channels, (long)images * channels);
        _shift = new FloatBuffer((long)images * channels);
    }

    /// <summary>SiLU alone.</summary>
    public static Prologue Silu { get; } = new();

    /// <summary>A factor for each channel of each image.</summary>
    /// <param name="scale">[B, C].</param>
    /// <param name="images">B.</param>
    /// <param name="channels">C.</param>
    public static Prologue Scale(float* scale, int images, int channels) => new(scale, images, channels);

    /// <summary>Applies it to some channels of neighboring positions.</summary>
    /// <param name="microkernel">The loops that compute it.</param>
    /// <param name="from">[positions, channels].</param>
    /// <param name="channels">The number of channels.</param>
    /// <param name="to">[positions, channels], written; may be <paramref name="from"/>.</param>
    /// <param name="step">The distance from a position of <paramref name="to"/> to the next.</param>
    /// <param name="positions">The number of positions.</param>
    /// <param name="image">The index of the image that they belong to.</param>
    /// <param name="firstChannel">The index of their first channel among those that are normalized.</param>
    public void Apply(Microkernel microkernel, float* from, int channels, float* to, long step, int positions, int image, int firstChannel)
    {
        if (_scale is null || _shift is null)
        {
            microkernel.Silu(from, channels, to, step, positions);
            return;
        }
        var offset = (long)image * _channels + firstChannel;
        microkernel.Normalize(from, channels, to, step, positions, _scale.Pointer + offset, _shift.Pointer + offset, _silu);
    }

    /// <summary>Applies it to feature maps in a pass over memory of its own.</summary>
    /// <param name="x">The input.</param>
    /// <param name="concat">A second input of the same size, whose channels follow the first's.</param>
    /// <param name="y">The result, of both inputs' channels; may be the input.</param>
    /// <param name="microkernel">The loops that compute it; null for those of this processor.</param>
    public void Run(FeatureMaps x, FeatureMaps? concat, FeatureMaps y, Microkernel? microkernel = null)
    {
        var loops = microkernel ?? Microkernel.Current;
        x.Require(y.Channels - (concat?.Channels ?? 0), y, y.Channels);
        y.RequireSize(x);
        if (concat is { } other)
            y.RequireSize(other);
        var positions = y.Height * y.Width;
        var (blocks, size) = ChannelMoments.Cut(positions);
        KernelThreads.For(y.Images * blocks, [MethodImpl(MethodImplOptions.AggressiveOptimization)] (i) =>
        {
            var (image, block) = Math.DivRem(i, blocks);
            var first = (long)image * positions + block * size;
            var count = Math.Min(size, positions - block * size);
            Apply(loops, x.Data + first * x.Channels, x.Channels, y.Data + first * y.Channels, y.Channels, count, image, 0);
            if (concat is { } second)
                Apply(loops, second.Data + first * second.Channels, second.Channels, y.Data + first * y.Channels + x.Channels, y.Channels, count, image, x.Channels);
        });
    }

    int IRowPrologue.InputChannels(int channels) => _scale is null || channels == _channels
        ? channels
        : throw new ArgumentException($"A prologue of [{_channels}] channels before a convolution of [{channels}].", nameof(channels));

    void IRowPrologue.Apply(Microkernel microkernel, FeatureMaps x, long first, int count, float* to)
    {
        var positions = (long)x.Height * x.Width;
        while (count > 0)
        {
            var (image, position) = Math.DivRem(first, positions);
            var ofImage = (int)Math.Min(count, positions - position);
            Apply(microkernel, x.Data + first * x.Channels, x.Channels, to, x.Channels, ofImage, (int)image, 0);
            first += ofImage;
            count -= ofImage;
            to += (long)ofImage * x.Channels;
        }
    }

    public void Dispose()
    {
        _scale?.Dispose();
        _shift?.Dispose();
    }
}
