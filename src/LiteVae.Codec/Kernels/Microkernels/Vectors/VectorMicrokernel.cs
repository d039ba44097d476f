using System.Runtime.CompilerServices;
using LiteVae.Codec.Kernels.Microkernels.InstructionSets;

namespace LiteVae.Codec.Kernels.Microkernels.Vectors;

/// <summary>The innermost loops, written once over the vectors of an instruction set.</summary>
/// <param name="name">The instruction set's name.</param>
internal sealed unsafe partial class VectorMicrokernel<TSet, TVector, TDouble>(string name) : Microkernel
    where TSet : struct, IInstructionSet<TVector, TDouble>
    where TVector : unmanaged
    where TDouble : unmanaged
{
    public override string Name => name;

    public override int VectorWidth => TSet.Width;

    public override int PanelColumns => TSet.PanelVectors * TSet.Width;

    public override int BlockRows => 6;

    public override void Pack(float* from, long rowStride, long columnStride, int depth, int columns, float* panel)
    {
        var width = PanelColumns;
        for (var row = 0; row < depth; row++)
        {
            var to = panel + (long)row * width;
            for (var column = 0; column < width; column++)
                to[column] = column < columns ? from[row * rowStride + column * columnStride] : 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Silu(float* from, int channels, float* to, long step, int positions)
    {
        var mask = new LaneMask(channels % TSet.Width);
        var last = channels - TSet.Width;
        for (var position = 0; position < positions; position++)
        {
            var channel = 0;
            for (; channel <= last; channel += TSet.Width)
                TSet.Store(Silu(TSet.Load(from + channel)), to + channel);
            if (channel < channels)
                mask.Store(Silu(mask.Load(from + channel)), to + channel);
            from += channels;
            to += step;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Normalize(float* from, int channels, float* to, long step, int positions, float* scale, float* shift, bool silu)
    {
        var mask = new LaneMask(channels % TSet.Width);
        for (var position = 0; position < positions; position++)
        {
            if (silu)
                Normalize(from, channels, to, scale, shift, mask, silu: true);
            else
                Normalize(from, channels, to, scale, shift, mask, silu: false);
            from += channels;
            to += step;
        }
    }

    // Four vectors at a time where there are as many: a sum waits for the one before it, four sums do not wait for each other.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void AddMoments(float* from, float* origin, int positions, int channels, double* sums)
    {
        var channel = 0;
        for (; channel + 4 * TSet.Width <= channels; channel += 4 * TSet.Width)
        {
            TVector sum0 = default, sum1 = default, sum2 = default, sum3 = default;
            TVector squares0 = default, squares1 = default, squares2 = default, squares3 = default;
            var first = origin + channel;
            var (first0, first1) = (TSet.Load(first), TSet.Load(first + TSet.Width));
            var (first2, first3) = (TSet.Load(first + 2 * TSet.Width), TSet.Load(first + 3 * TSet.Width));
            var at = from + channel;
            for (var position = 0; position < positions; position++)
            {
                var d0 = TSet.Subtract(TSet.Load(at), first0);
                var d1 = TSet.Subtract(TSet.Load(at + TSet.Width), first1);
                var d2 = TSet.Subtract(TSet.Load(at + 2 * TSet.Width), first2);
                var d3 = TSet.Subtract(TSet.Load(at + 3 * TSet.Width), first3);
                sum0 = TSet.Add(sum0, d0);
                sum1 = TSet.Add(sum1, d1);
                sum2 = TSet.Add(sum2, d2);
                sum3 = TSet.Add(sum3, d3);
                squares0 = TSet.MultiplyAdd(d0, d0, squares0);
                squares1 = TSet.MultiplyAdd(d1, d1, squares1);
                squares2 = TSet.MultiplyAdd(d2, d2, squares2);
                squares3 = TSet.MultiplyAdd(d3, d3, squares3);
                at += channels;
            }
            TSet.AddWide(sum0, sums + channel);
            TSet.AddWide(squares0, sums + channels + channel);
            TSet.AddWide(sum1, sums + channel + TSet.Width);
            TSet.AddWide(squares1, sums + channels + channel + TSet.Width);
            TSet.AddWide(sum2, sums + channel + 2 * TSet.Width);
            TSet.AddWide(squares2, sums + channels + channel + 2 * TSet.Width);
            TSet.AddWide(sum3, sums + channel + 3 * TSet.Width);
            TSet.AddWide(squares3, sums + channels + channel + 3 * TSet.Width);
        }
        for (; channel < channels; channel += TSet.Width)
        {
            var mask = new LaneMask(channels - channel);
            TVector sum = default, squares = default;
            var first = mask.Load(origin + channel);
            for (var position = 0; position < positions; position++)
            {
                var difference = TSet.Subtract(mask.Load(from + (long)position * channels + channel), first);
                sum = TSet.Add(sum, difference);
                squares = TSet.MultiplyAdd(difference, difference, squares);
            }
            AddSums(sum, channel, channels, sums);
            AddSums(squares, channel, channels, sums + channels);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void SiluGradient(
        ChannelRows x, ChannelRows gradient, ChannelRows addend, ChannelRows result, int positions, int channels,
        float* scale, float* shift, float* weight, float* bias, double* sums, double* products)
    {
        for (var channel = 0; channel < channels; channel += TSet.Width)
        {
            var mask = new LaneMask(channels - channel);
            var (inverse, offset) = (mask.Load(scale + channel), mask.Load(shift + channel));
            var (w, b) = (mask.Load(weight + channel), mask.Load(bias + channel));
            TVector sum = default, product = default;
            var from = x.Data + channel;
            var received = gradient.Data + channel;
            var other = addend.Data + channel;
            var to = result.Data + channel;
            for (var position = 0; position < positions; position++)
            {
                var normalized = TSet.MultiplyAdd(mask.Load(from), inverse, offset);
                var d = TSet.Multiply(mask.Load(received), SiluDerivative(TSet.MultiplyAdd(normalized, w, b)));
                sum = TSet.Add(sum, d);
                product = TSet.MultiplyAdd(d, normalized, product);
                mask.Store(addend.Data is null ? d : TSet.Add(d, mask.Load(other)), to);
                from += x.Step;
                received += gradient.Step;
                other += addend.Step;
                to += result.Step;
            }
            AddSums(sum, channel, channels, sums);
            AddSums(product, channel, channels, products);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Combine(
        ChannelRows x, ChannelRows gradient, ChannelRows addend, ChannelRows result, int positions, int channels, float* a, float* b, float* c)
    {
        var whole = channels / TSet.Width * TSet.Width;
        var (all, tail) = (new LaneMask(TSet.Width), new LaneMask(channels - whole));
        var from = x.Data;
        var received = gradient.Data;
        var other = addend.Data;
        var to = result.Data;
        for (var position = 0; position < positions; position++)
        {
            for (var channel = 0; channel < channels; channel += TSet.Width)
            {
                var mask = channel < whole ? all : tail;
                var value = TSet.MultiplyAdd(mask.Load(from + channel), mask.Load(b + channel), mask.Load(c + channel));
                value = TSet.MultiplyAdd(mask.Load(received + channel), mask.Load(a + channel), value);
                mask.Store(other is null ? value : TSet.Add(value, mask.Load(other + channel)), to + channel);
            }
            from += x.Step;
            received += gradient.Step;
            other = other is null ? null : other + addend.Step;
            to += result.Step;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Normalize(float* from, int count, float* to, float* scale, float* shift, in LaneMask mask, bool silu)
    {
        var channel = 0;
        var last = count - TSet.Width;
        for (; channel <= last; channel += TSet.Width)
        {
            var value = TSet.MultiplyAdd(TSet.Load(from + channel), TSet.Load(scale + channel), TSet.Load(shift + channel));
            TSet.Store(silu ? Silu(value) : value, to + channel);
        }
        if (channel == count)
            return;
        var tail = TSet.MultiplyAdd(mask.Load(from + channel), mask.Load(scale + channel), mask.Load(shift + channel));
        mask.Store(silu ? Silu(tail) : tail, to + channel);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddSums(TVector values, int channel, int channels, double* sums)
    {
        if (channel + TSet.Width <= channels)
            TSet.AddWide(values, sums + channel);
        else
            AddTail(values, sums + channel, channels - channel);
    }

    [SkipLocalsInit]
    private static void AddTail(TVector value, double* sums, int count)
    {
        var values = stackalloc float[TSet.Width];
        TSet.Store(value, values);
        for (var lane = 0; lane < count; lane++)
            sums[lane] += values[lane];
    }
}
