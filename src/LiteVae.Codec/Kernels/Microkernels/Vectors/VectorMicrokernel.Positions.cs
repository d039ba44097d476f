using System.Runtime.CompilerServices;

namespace LiteVae.Codec.Kernels.Microkernels.Vectors;

/// <content>Operations on the channels of positions.</content>
internal sealed unsafe partial class VectorMicrokernel<TSet, TVector, TDouble>
{
    // Values are taken relative to the position's first channel: channels with a large common offset keep their precision.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void LayerNorm(float* from, int positions, int channels, float* weight, float* bias, float epsilon, float* to)
    {
        var last = channels - TSet.Width;
        var whole = channels / TSet.Width * TSet.Width;
        var mask = new LaneMask(channels - whole);
        for (var position = 0; position < positions; position++)
        {
            var origin = TSet.Create(from[0]);
            TVector sum = default;
            for (var channel = 0; channel <= last; channel += TSet.Width)
                sum = TSet.Add(sum, TSet.Subtract(TSet.Load(from + channel), origin));
            var total = TSet.Sum(sum);
            for (var channel = whole; channel < channels; channel++)
                total += from[channel] - from[0];
            var offset = total / channels;
            var mean = TSet.Create(offset);
            TVector squares = default;
            for (var channel = 0; channel <= last; channel += TSet.Width)
            {
                var difference = TSet.Subtract(TSet.Subtract(TSet.Load(from + channel), origin), mean);
                squares = TSet.MultiplyAdd(difference, difference, squares);
            }
            var variance = TSet.Sum(squares);
            for (var channel = whole; channel < channels; channel++)
            {
                var difference = from[channel] - from[0] - offset;
                variance += difference * difference;
            }
            var inverse = TSet.Create(1 / MathF.Sqrt(variance / channels + epsilon));
            for (var channel = 0; channel <= last; channel += TSet.Width)
            {
                var difference = TSet.Subtract(TSet.Subtract(TSet.Load(from + channel), origin), mean);
                TSet.Store(TSet.MultiplyAdd(TSet.Multiply(difference, inverse), TSet.Load(weight + channel), TSet.Load(bias + channel)), to + channel);
            }
            if (whole < channels)
            {
                var difference = TSet.Subtract(TSet.Subtract(mask.Load(from + whole), origin), mean);
                mask.Store(TSet.MultiplyAdd(TSet.Multiply(difference, inverse), mask.Load(weight + whole), mask.Load(bias + whole)), to + whole);
            }
            from += channels;
            to += channels;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void MultiplyHalves(float* from, int positions, int channels, float* to)
    {
        var last = channels - TSet.Width;
        var mask = new LaneMask(channels % TSet.Width);
        for (var position = 0; position < positions; position++)
        {
            var channel = 0;
            for (; channel <= last; channel += TSet.Width)
                TSet.Store(TSet.Multiply(TSet.Load(from + channel), TSet.Load(from + channels + channel)), to + channel);
            if (channel < channels)
                mask.Store(TSet.Multiply(mask.Load(from + channel), mask.Load(from + channels + channel)), to + channel);
            from += 2L * channels;
            to += channels;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Gelu(float* values, long stride, int rows, int count, GeluForm form)
    {
        if (form == GeluForm.Tanh)
        {
            TanhGelu(values, stride, rows, count);
            return;
        }
        var last = count - TSet.Width;
        var mask = new LaneMask(count % TSet.Width);
        for (var row = 0; row < rows; row++)
        {
            var i = 0;
            for (; i <= last; i += TSet.Width)
                TSet.Store(Gelu(TSet.Load(values + i)), values + i);
            if (i < count)
                mask.Store(Gelu(mask.Load(values + i)), values + i);
            values += stride;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TanhGelu(float* values, long stride, int rows, int count)
    {
        var last = count - TSet.Width;
        var mask = new LaneMask(count % TSet.Width);
        for (var row = 0; row < rows; row++)
        {
            var i = 0;
            for (; i <= last; i += TSet.Width)
                TSet.Store(TanhGelu(TSet.Load(values + i)), values + i);
            if (i < count)
                mask.Store(TanhGelu(mask.Load(values + i)), values + i);
            values += stride;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Add(float* values, float* others, int count)
    {
        var last = count - TSet.Width;
        var i = 0;
        for (; i <= last; i += TSet.Width)
            TSet.Store(TSet.Add(TSet.Load(values + i), TSet.Load(others + i)), values + i);
        for (; i < count; i++)
            values[i] += others[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Average(float* from, long rowStride, int rows, int columns, int channels, float* to)
    {
        var factor = TSet.Create(1f / (rows * columns));
        for (var channel = 0; channel < channels; channel += TSet.Width)
        {
            var mask = new LaneMask(channels - channel);
            TVector sum = default;
            for (var row = 0; row < rows; row++)
            {
                var at = from + row * rowStride + channel;
                for (var column = 0; column < columns; column++)
                    sum = TSet.Add(sum, mask.Load(at + (long)column * channels));
            }
            mask.Store(TSet.Multiply(sum, factor), to + channel);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void DepthwiseRow(
        float* above, float* row, float* below, long step, int width, int channels, float* weights, long weightStride, float* bias, float* to, long toStep, bool multiply)
    {
        var channel = 0;
        for (; channel + TSet.Width <= channels; channel += TSet.Width)
        {
            DepthwiseVector(
                Shift(above, channel), row + channel, Shift(below, channel), step, width, weights + channel, weightStride, bias + channel,
                to + channel, toStep, multiply, default, whole: true);
        }
        if (channel == channels)
            return;
        DepthwiseVector(
            Shift(above, channel), row + channel, Shift(below, channel), step, width, weights + channel, weightStride, bias + channel,
            to + channel, toStep, multiply, new LaneMask(channels - channel), whole: false);

        static float* Shift(float* from, int channel) => from is null ? null : from + channel;
    }

    // A vector of channels along a row, whose weights stay in registers. Each row of the window is summed by itself, so that
    // the sums need not wait for each other.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void DepthwiseVector(
        float* above, float* row, float* below, long step, int width, float* weights, long weightStride, float* bias, float* to, long toStep, bool multiply,
        in LaneMask mask, bool whole)
    {
        TVector w0 = Read(weights, mask, whole), w1 = Read(weights + weightStride, mask, whole), w2 = Read(weights + 2 * weightStride, mask, whole);
        weights += 3 * weightStride;
        TVector w3 = Read(weights, mask, whole), w4 = Read(weights + weightStride, mask, whole), w5 = Read(weights + 2 * weightStride, mask, whole);
        weights += 3 * weightStride;
        TVector w6 = Read(weights, mask, whole), w7 = Read(weights + weightStride, mask, whole), w8 = Read(weights + 2 * weightStride, mask, whole);
        var b = Read(bias, mask, whole);
        for (var column = 0; column < width; column++)
        {
            var (left, right) = (column > 0, column + 1 < width);
            var sum = Window(row, step, left, right, w3, w4, w5, b, mask, whole);
            if (above is not null)
            {
                sum = TSet.Add(sum, Window(above, step, left, right, w0, w1, w2, TSet.Create(0f), mask, whole));
                above += step;
            }
            if (below is not null)
            {
                sum = TSet.Add(sum, Window(below, step, left, right, w6, w7, w8, TSet.Create(0f), mask, whole));
                below += step;
            }
            if (multiply)
                sum = TSet.Multiply(sum, Read(to, mask, whole));
            if (whole)
                TSet.Store(sum, to);
            else
                mask.Store(sum, to);
            row += step;
            to += toStep;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Window(
        float* from, long step, bool left, bool right, TVector first, TVector second, TVector third, TVector sum, in LaneMask mask, bool whole)
    {
        sum = TSet.MultiplyAdd(Read(from, mask, whole), second, sum);
        if (left)
            sum = TSet.MultiplyAdd(Read(from - step, mask, whole), first, sum);
        if (right)
            sum = TSet.MultiplyAdd(Read(from + step, mask, whole), third, sum);
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Read(float* from, in LaneMask mask, bool whole) => whole ? TSet.Load(from) : mask.Load(from);
}
