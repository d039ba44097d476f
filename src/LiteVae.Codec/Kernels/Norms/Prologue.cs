using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LiteVae.Codec.Kernels.Norms;

/// <summary>What is done to a convolution's input as it is read: a normalisation, SiLU, or both cost no pass over memory then.</summary>
/// <remarks>A normalisation with its affine map is one multiply-add, x * scale + shift, by image and channel.</remarks>
internal sealed unsafe class Prologue : IDisposable
{
    private const int Vector = 8;

    private readonly FloatBuffer? _scale; // by image and channel
    private readonly FloatBuffer? _shift;
    private readonly int _channels;
    private readonly bool _silu;

    /// <summary>A normalisation.</summary>
    /// <param name="statistics">Of the groups, of all images.</param>
    /// <param name="weight">[C].</param>
    /// <param name="bias">[C].</param>
    /// <param name="images">How many there are.</param>
    /// <param name="channels">C.</param>
    /// <param name="silu">Whether SiLU follows.</param>
    public Prologue(GroupStatistics statistics, float* weight, float* bias, int images, int channels, bool silu)
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
        }
    }

    private Prologue() => _silu = true;

    /// <summary>SiLU alone.</summary>
    public static Prologue Silu { get; } = new();

    /// <summary>Some channels of positions side by side.</summary>
    /// <param name="from">The first of them.</param>
    /// <param name="channels">How many channels.</param>
    /// <param name="to">Where results go; may be <paramref name="from"/>.</param>
    /// <param name="step">From a position's results to the next's.</param>
    /// <param name="positions">How many positions.</param>
    /// <param name="image">Of which image.</param>
    /// <param name="firstChannel">Which channel comes first.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Apply(float* from, int channels, float* to, long step, int positions, int image, int firstChannel)
    {
        var offset = (long)image * _channels + firstChannel;
        var scale = _scale is null ? null : _scale.Pointer + offset;
        var shift = _shift is null ? null : _shift.Pointer + offset;
        for (var i = 0; i < positions; i++)
        {
            if (scale is null)
                Activate(from, channels, to);
            else if (_silu)
                Normalise(from, channels, to, scale, shift, silu: true);
            else
                Normalise(from, channels, to, scale, shift, silu: false);
            from += channels;
            to += step;
        }
    }

    /// <summary>Does it by itself, in a pass over memory.</summary>
    /// <param name="x">The input.</param>
    /// <param name="concat">A second input of the same size, whose channels follow the first's.</param>
    /// <param name="y">The result, of both inputs' channels; may be the input.</param>
    public void Run(FeatureMaps x, FeatureMaps? concat, FeatureMaps y)
    {
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
            Apply(x.Data + first * x.Channels, x.Channels, y.Data + first * y.Channels, y.Channels, count, image, 0);
            if (concat is { } second)
                Apply(second.Data + first * second.Channels, second.Channels, y.Data + first * y.Channels + x.Channels, y.Channels, count, image, x.Channels);
        });
    }

    public void Dispose()
    {
        _scale?.Dispose();
        _shift?.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Activate(float* from, int count, float* to)
    {
        var channel = 0;
        for (; channel + Vector <= count; channel += Vector)
            Activation.Silu(Vector256.Load(from + channel)).Store(to + channel);
        if (channel == count)
            return;
        var mask = LaneMask.First(count - channel);
        mask.Store(to + channel, Activation.Silu(mask.Load(from + channel)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Normalise(float* from, int count, float* to, float* scale, float* shift, bool silu)
    {
        var channel = 0;
        for (; channel + Vector <= count; channel += Vector)
        {
            var value = Fma.MultiplyAdd(Vector256.Load(from + channel), Vector256.Load(scale + channel), Vector256.Load(shift + channel));
            (silu ? Activation.Silu(value) : value).Store(to + channel);
        }
        if (channel == count)
            return;
        var mask = LaneMask.First(count - channel);
        var last = Fma.MultiplyAdd(mask.Load(from + channel), mask.Load(scale + channel), mask.Load(shift + channel));
        mask.Store(to + channel, silu ? Activation.Silu(last) : last);
    }
}
