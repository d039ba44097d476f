using System.Runtime.CompilerServices;

namespace LiteVae.Codec.Kernels.Microkernels;

/// <summary>All innermost loops but matrix products, written once over the vectors of an instruction set.</summary>
internal abstract unsafe partial class VectorMicrokernel<TVector, TDouble> : Microkernel
    where TVector : unmanaged, IVector<TVector>
    where TDouble : unmanaged, IDoubleVector<TDouble>
{
    public sealed override int VectorWidth => TVector.Width;

    public sealed override void Pack(float* from, long rowStride, long columnStride, int depth, int columns, float* panel)
    {
        for (var row = 0; row < depth; row++)
        {
            var to = panel + (long)row * PanelColumns;
            for (var column = 0; column < PanelColumns; column++)
                to[column] = column < columns ? from[row * rowStride + column * columnStride] : 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public sealed override void StoreRows(
        float* from, long fromStride, int rows, int channels, float* bias, in Epilogue epilogue, float* to, long offset, long step)
    {
        var operations = epilogue;
        for (var channel = 0; channel < channels; channel += TVector.Width)
        {
            var b = TVector.Load(bias + channel);
            var mask = new LaneMask<TVector>(channels - channel);
            for (var row = 0; row < rows; row++)
                operations.Store(TVector.Load(from + row * fromStride + channel) + b, to, offset + row * step + channel, mask);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public sealed override void Silu(float* from, int channels, float* to, long step, int positions)
    {
        var mask = new LaneMask<TVector>(channels % TVector.Width);
        for (var position = 0; position < positions; position++)
        {
            var channel = 0;
            for (; channel + TVector.Width <= channels; channel += TVector.Width)
                TVector.Store(VectorMath.Silu(TVector.Load(from + channel)), to + channel);
            if (channel < channels)
                mask.Store(VectorMath.Silu(mask.Load(from + channel)), to + channel);
            from += channels;
            to += step;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public sealed override void Normalize(float* from, int channels, float* to, long step, int positions, float* scale, float* shift, bool silu)
    {
        var mask = new LaneMask<TVector>(channels % TVector.Width);
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
    public sealed override void AddMoments(float* from, float* origin, int positions, int channels, double* sums)
    {
        var channel = 0;
        for (; channel + 4 * TVector.Width <= channels; channel += 4 * TVector.Width)
        {
            TVector sum0 = default, sum1 = default, sum2 = default, sum3 = default;
            TVector squares0 = default, squares1 = default, squares2 = default, squares3 = default;
            var first = origin + channel;
            var (first0, first1) = (TVector.Load(first), TVector.Load(first + TVector.Width));
            var (first2, first3) = (TVector.Load(first + 2 * TVector.Width), TVector.Load(first + 3 * TVector.Width));
            var at = from + channel;
            for (var position = 0; position < positions; position++)
            {
                var d0 = TVector.Load(at) - first0;
                var d1 = TVector.Load(at + TVector.Width) - first1;
                var d2 = TVector.Load(at + 2 * TVector.Width) - first2;
                var d3 = TVector.Load(at + 3 * TVector.Width) - first3;
                sum0 += d0;
                sum1 += d1;
                sum2 += d2;
                sum3 += d3;
                squares0 = TVector.MultiplyAdd(d0, d0, squares0);
                squares1 = TVector.MultiplyAdd(d1, d1, squares1);
                squares2 = TVector.MultiplyAdd(d2, d2, squares2);
                squares3 = TVector.MultiplyAdd(d3, d3, squares3);
                at += channels;
            }
            AddSums(sum0, squares0, channel, channels, sums);
            AddSums(sum1, squares1, channel + TVector.Width, channels, sums);
            AddSums(sum2, squares2, channel + 2 * TVector.Width, channels, sums);
            AddSums(sum3, squares3, channel + 3 * TVector.Width, channels, sums);
        }
        for (; channel < channels; channel += TVector.Width)
        {
            var mask = new LaneMask<TVector>(channels - channel);
            TVector sum = default, squares = default;
            var first = mask.Load(origin + channel);
            for (var position = 0; position < positions; position++)
            {
                var difference = mask.Load(from + (long)position * channels + channel) - first;
                sum += difference;
                squares = TVector.MultiplyAdd(difference, difference, squares);
            }
            AddSums(sum, squares, channel, channels, sums);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public sealed override void SiluGradient(
        float* x, float* gradient, float* result, int positions, int channels, float* scale, float* shift, float* weight, float* bias, double* sums)
    {
        for (var channel = 0; channel < channels; channel += TVector.Width)
        {
            var mask = new LaneMask<TVector>(channels - channel);
            var (inverse, offset) = (mask.Load(scale + channel), mask.Load(shift + channel));
            var (w, b) = (mask.Load(weight + channel), mask.Load(bias + channel));
            TVector sum = default, product = default;
            for (var at = (long)channel; at < (long)positions * channels; at += channels)
            {
                var normalized = TVector.MultiplyAdd(mask.Load(x + at), inverse, offset);
                var d = mask.Load(gradient + at) * VectorMath.SiluDerivative(TVector.MultiplyAdd(normalized, w, b));
                sum += d;
                product = TVector.MultiplyAdd(d, normalized, product);
                mask.Store(d, result + at);
            }
            AddSums(sum, product, channel, channels, sums);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public sealed override void Combine(float* x, float* result, int positions, int channels, float* a, float* b, float* c)
    {
        var whole = channels / TVector.Width * TVector.Width;
        var (all, tail) = (new LaneMask<TVector>(TVector.Width), new LaneMask<TVector>(channels - whole));
        for (var position = 0; position < positions; position++)
        {
            for (var channel = 0; channel < channels; channel += TVector.Width)
            {
                var mask = channel < whole ? all : tail;
                var value = TVector.MultiplyAdd(mask.Load(x + channel), mask.Load(b + channel), mask.Load(c + channel));
                mask.Store(TVector.MultiplyAdd(mask.Load(result + channel), mask.Load(a + channel), value), result + channel);
            }
            x += channels;
            result += channels;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Normalize(float* from, int count, float* to, float* scale, float* shift, in LaneMask<TVector> mask, bool silu)
    {
        var channel = 0;
        for (; channel + TVector.Width <= count; channel += TVector.Width)
        {
            var value = TVector.MultiplyAdd(TVector.Load(from + channel), TVector.Load(scale + channel), TVector.Load(shift + channel));
            TVector.Store(silu ? VectorMath.Silu(value) : value, to + channel);
        }
        if (channel == count)
            return;
        var last = TVector.MultiplyAdd(mask.Load(from + channel), mask.Load(scale + channel), mask.Load(shift + channel));
        mask.Store(silu ? VectorMath.Silu(last) : last, to + channel);
    }

    [SkipLocalsInit]
    private static void AddSums(TVector first, TVector second, int channel, int channels, double* sums)
    {
        var values = stackalloc float[2 * TVector.Width];
        TVector.Store(first, values);
        TVector.Store(second, values + TVector.Width);
        for (var lane = 0; lane < Math.Min(TVector.Width, channels - channel); lane++)
        {
            sums[channel + lane] += values[lane];
            sums[channels + channel + lane] += values[TVector.Width + lane];
        }
    }
}
