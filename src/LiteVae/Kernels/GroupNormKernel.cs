using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace LiteVae.Kernels;

/// <summary>GroupNorm and SiLU: one pass over memory for the statistics, one for the result. Joins two inputs on the way.</summary>
internal sealed unsafe class GroupNormKernel : IDisposable
{
    private const int Vector = 8;

    private readonly FloatBuffer? _weight;
    private readonly FloatBuffer? _bias;
    private readonly int _groups;
    private readonly double _epsilon;
    private readonly bool _silu;

    /// <param name="weight">[C]; null for no normalisation.</param>
    /// <param name="bias">[C].</param>
    /// <param name="channels">C.</param>
    /// <param name="groups">Of channels; divides C.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="silu">Whether SiLU follows.</param>
    public GroupNormKernel(float* weight, float* bias, int channels, int groups, double epsilon, bool silu)
    {
        (_groups, _epsilon, _silu) = (groups, epsilon, silu);
        _weight = weight is null ? null : new FloatBuffer(weight, channels, channels);
        _bias = bias is null ? null : new FloatBuffer(bias, channels, channels);
    }

    /// <summary>Computes it.</summary>
    /// <param name="x">The input.</param>
    /// <param name="beside">A second input of the same size, whose channels follow the first's.</param>
    /// <param name="y">The result, of both inputs' channels.</param>
    public void Run(FeatureMaps x, FeatureMaps? beside, FeatureMaps y)
    {
        if (_weight is not null)
            x.Require((int)_weight.Length - (beside?.Channels ?? 0), y, (int)_weight.Length);
        using var scale = new FloatBuffer((long)y.Images * y.Channels);
        using var shift = new FloatBuffer((long)y.Images * y.Channels);
        if (_weight is not null)
            FindScale(x, beside, scale.Pointer, shift.Pointer);
        var positions = y.Height * y.Width;
        var (blocks, size) = GroupStatistics.Cut(positions);
        var scales = scale.Pointer;
        var shifts = shift.Pointer;
        KernelThreads.For(y.Images * blocks, i =>
        {
            var (image, block) = Math.DivRem(i, blocks);
            var first = (long)image * positions + block * size;
            var count = Math.Min(size, positions - block * size);
            Apply(x, y, 0, first, count, scales + (long)image * y.Channels, shifts + (long)image * y.Channels);
            if (beside is { } second)
                Apply(second, y, x.Channels, first, count, scales + (long)image * y.Channels, shifts + (long)image * y.Channels);
        });
    }

    public void Dispose()
    {
        _weight?.Dispose();
        _bias?.Dispose();
    }

    // Normalisation and affine map are one multiply-add: y = x * scale + shift, by image and channel.
    private void FindScale(FeatureMaps x, FeatureMaps? beside, float* scale, float* shift)
    {
        var channels = x.Channels + (beside?.Channels ?? 0);
        var statistics = new GroupStatistics(x, beside, _groups, _epsilon);
        for (var i = 0; i < x.Images * channels; i++)
        {
            var (image, channel) = Math.DivRem(i, channels);
            var (mean, inverse) = statistics.Of(image, channel);
            scale[i] = (float)(_weight!.Pointer[channel] * inverse);
            shift[i] = (float)(_bias!.Pointer[channel] - mean * inverse * _weight.Pointer[channel]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Apply(FeatureMaps x, FeatureMaps y, int firstChannel, long first, int count, float* scale, float* shift)
    {
        var from = x.Data + first * x.Channels;
        var to = y.Data + first * y.Channels + firstChannel;
        scale += firstChannel;
        shift += firstChannel;
        var whole = x.Channels / Vector * Vector;
        var (all, tail) = (LaneMask.First(Vector), LaneMask.First(x.Channels - whole));
        for (var position = 0; position < count; position++)
        {
            for (var channel = 0; channel < whole; channel += Vector)
                Apply(from + channel, to + channel, scale + channel, shift + channel, all);
            if (whole < x.Channels)
                Apply(from + whole, to + whole, scale + whole, shift + whole, tail);
            from += x.Channels;
            to += y.Channels;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Apply(float* from, float* to, float* scale, float* shift, LaneMask mask)
    {
        var value = mask.Load(from);
        if (_weight is not null)
            value = Fma.MultiplyAdd(value, mask.Load(scale), mask.Load(shift));
        mask.Store(to, _silu ? Activation.Silu(value) : value);
    }
}
